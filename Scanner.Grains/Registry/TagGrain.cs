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
    private readonly FailureMemory<PullContext> _failures = new(clock);
    private TagResolution _known = new();
    private Task _resolving = Task.CompletedTask;

    private bool IsFresh => _known.ResolvedAt is { } at && clock.GetUtcNow() - at < options.Value.TagLifetime;

    public async Task<TagResolution> Resolve(PullContext pullContext, TimeSpan patience)
    {
        var begun = clock.GetTimestamp();
        while (!IsFresh)
        {
            // Others may have failed where this one succeeds, so only a failure of its own credentials answers it.
            if (_resolving.IsCompleted && _failures.Holding(pullContext) is { } failure) return new TagResolution { Failure = failure };
            if (_resolving.IsCompleted) _resolving = ResolveAsync(pullContext);
            var left = patience - clock.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero) return new TagResolution();
            await _resolving.WaitAsync(left, clock)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        return _known;
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
            var failure = _failures.Remember(pullContext, e);
            LogNotResolved(failure.Kind == FailureKind.Internal ? e : null, reference, failure.Kind, failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Tag {Tag} moved from {Before} to {After}")]
    private partial void LogMoved(ImageReference tag, Digest before, Digest after);

    [LoggerMessage(LogLevel.Warning, "Resolving {Tag} failed ({Kind}): {Reason}")]
    private partial void LogNotResolved(Exception? error, ImageReference tag, FailureKind kind, string reason);
}
