using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using Scanner.Failures;
using Scanner.Grains.Access;
using Scanner.Grains.Retries;
using Scanner.Images;

namespace Scanner.Grains.Registry;

/// <inheritdoc cref="ITagGrain"/>
[GrainType("tag"), HashBasedPlacement]
internal sealed partial class TagGrain(
    [FromKeyedServices(AccessMemory.OfTags)] AccessMemory accessMemory, IOptions<RegistryOptions> options, TimeProvider clock,
    ILogger<TagGrain> logger) : Grain, ITagGrain
{
    private readonly FailureMemory<ImageSource> _failures = new(clock);
    private TagResolution _known = new();
    private Task _resolving = Task.CompletedTask;
    private ImageReference? _reference;
    private PullAccess? _access;

    private bool IsFresh => _known.ResolvedAt is { } at && clock.GetUtcNow() - at < options.Value.TagLifetime;

    private ImageReference Reference => _reference ??= ImageReference.Parse(this.GetPrimaryKeyString());

    public async Task<TagResolution> Resolve(PullContext pullContext, TimeSpan patience)
    {
        var begun = clock.GetTimestamp();
        var source = new ImageSource(Reference.Registry, Reference.Repository, pullContext);
        while (!IsFresh)
        {
            // Others may have failed where this one succeeds, so only a failure of its own credentials answers it.
            if (_resolving.IsCompleted && await _failures.HoldingAsync(source, StampAsync) is { } failure)
                return new TagResolution { Failure = failure };
            if (_resolving.IsCompleted) _resolving = ResolveAsync(source);
            var left = patience - clock.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero) return new TagResolution();
            await _resolving.WaitAsync(left, clock)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        var (known, access) = (_known, _access!);
        if (access.IsKnown(source)) return known;
        var answer = await access.CheckAsync(source, patience - clock.GetElapsedTime(begun));
        return answer.IsGranted ? known : new TagResolution { Failure = answer.Refusal };
    }

    public Task<TagResolution> GetState() => Task.FromResult(_known with { Failure = _failures.Last });

    private Task<string?> StampAsync(ImageSource source) =>
        RegistryOf(source).GetCredentialStamp(source.Repository, source.PullContext);

    private IRegistryGrain RegistryOf(ImageSource source) => GrainFactory.GetGrain<IRegistryGrain>(source.Registry);

    /// <summary>Asks the registry once for all callers. Never throws; the outcome is state.</summary>
    private async Task ResolveAsync(ImageSource source)
    {
        try
        {
            var digest = await RegistryOf(source).ResolveTag(source.Repository, Reference.Tag!, source.PullContext);
            var now = clock.GetUtcNow();
            if (_known.Digest is { } before && before != digest)
            {
                _known = _known with { MovedFrom = before, MovedAt = now };
                LogMoved(Reference, before, digest);
            }

            if (_access?.Digest != digest) _access = new PullAccess(digest, accessMemory, RegistryOf, clock, logger);
            // The registry's word, which is enough for what its own tag stands for, and for nothing else.
            _access.Prove(source);
            _known = _known with { Digest = digest, ResolvedAt = now };
            _failures.Forget();
        }
        catch (Exception e)
        {
            var failure = _failures.Remember(source, e);
            LogNotResolved(failure.Kind == FailureKind.Internal ? e : null, Reference, failure.Kind, failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Tag {Tag} moved from {Before} to {After}")]
    private partial void LogMoved(ImageReference tag, Digest before, Digest after);

    [LoggerMessage(LogLevel.Warning, "Resolving {Tag} failed ({Kind}): {Reason}")]
    private partial void LogNotResolved(Exception? error, ImageReference tag, FailureKind kind, string reason);
}
