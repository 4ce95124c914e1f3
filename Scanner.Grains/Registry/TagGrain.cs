using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using Scanner.Failures;
using Scanner.Grains.Retries;
using Scanner.Images;

namespace Scanner.Grains.Registry;

/// <inheritdoc cref="ITagGrain"/>
[GrainType("tag"), HashBasedPlacement]
internal sealed partial class TagGrain(IOptions<RegistryOptions> options, TimeProvider clock, ILogger<TagGrain> logger) : Grain, ITagGrain
{
    private readonly FailureMemory _failures = new(clock);
    private TagResolution _known = new();
    private Task _resolving = Task.CompletedTask;

    private bool IsFresh => _known.ResolvedAt is { } at && clock.GetUtcNow() - at < options.Value.TagLifetime;

    public async Task<TagResolution> Resolve(PullContext pullContext, TimeSpan patience)
    {
        if (IsFresh) return _known;
        if (_resolving.IsCompleted && !_failures.Holds) _resolving = ResolveAsync(pullContext);
        await _resolving.WaitAsync(patience, clock)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (IsFresh) return _known;
        return new TagResolution { Failure = _resolving.IsCompleted ? _failures.Last : null };
    }

    public Task<TagResolution> GetState() => Task.FromResult(_known with { Failure = _failures.Last });

    /// <summary>Asks the registry once for all callers. Never throws; the outcome is state.</summary>
    private async Task ResolveAsync(PullContext pullContext)
    {
        var reference = ImageReference.Parse(this.GetPrimaryKeyString());
        try
        {
            var digest = await GrainFactory.GetGrain<IRegistryGrain>(reference.Registry)
                .ResolveTag(reference.Repository, reference.Tag!, pullContext);
            var now = clock.GetUtcNow();
            if (_known.Digest is { } before && before != digest)
            {
                _known = _known with { MovedFrom = before, MovedAt = now };
                LogMoved(reference, before, digest);
            }

            _known = _known with { Digest = digest, ResolvedAt = now };
            _failures.Forget();
        }
        catch (Exception e)
        {
            var failure = _failures.Remember(e);
            LogNotResolved(failure.Kind == FailureKind.Internal ? e : null, reference, failure.Kind, failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Tag {Tag} moved from {Before} to {After}")]
    private partial void LogMoved(ImageReference tag, Digest before, Digest after);

    [LoggerMessage(LogLevel.Warning, "Resolving {Tag} failed ({Kind}): {Reason}")]
    private partial void LogNotResolved(Exception? error, ImageReference tag, FailureKind kind, string reason);
}
