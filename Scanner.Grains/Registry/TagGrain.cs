using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using Orleans.Storage;
using Scanner.Failures;
using Scanner.Grains.Access;
using Scanner.Grains.Handover;
using Scanner.Grains.Retries;
using Scanner.Grains.Storage;
using Scanner.Images;

namespace Scanner.Grains.Registry;

/// <inheritdoc cref="ITagGrain"/>
[GrainType("tag"), HashBasedPlacement]
internal sealed partial class TagGrain(
    [FromKeyedServices(AccessMemory.OfTags)] AccessMemory accessMemory, IGrainContext context,
    [FromKeyedServices(GrainStores.Name)] IGrainStorage storage, IOptions<RegistryOptions> options, TimeProvider clock,
    ILogger<TagGrain> logger)
    : Grain, ITagGrain, IHandover, IGrainMigrationParticipant
{
    private static readonly ScanFailure Silent = new()
    {
        Kind = FailureKind.RegistryUnavailable,
        Message = $"the registry has not answered for {AccessTimes.CheckTimeout.TotalSeconds} s.",
    };

    private readonly GrainRow<TagRow> _row = new(storage, "tag", context.GrainId);
    private readonly FailureMemory<ImageSource> _failures = new(clock);
    private TagResolution _known = new();
    private Task _resolving = Task.CompletedTask;
    private PullAccess? _access;
    private DateTimeOffset _writtenAt;
    private long _resolvingSince;
    private bool _hasMoved;

    private ImageReference Reference { get; } = ImageReference.Parse(context.GrainId.Key.ToString()!);

    // A silo whose clock was ahead may have resolved it "later".
    private bool IsFresh => clock.GetUtcNow() - _known.ResolvedAt is { } age && age >= TimeSpan.Zero && age < options.Value.TagLifetime;

    /// <summary>An outage of the registry must not stop what is known, as with digests; nor may a tag be believed for ever.</summary>
    private bool IsBridgeable => clock.GetUtcNow() - _known.ResolvedAt < AccessTimes.LongestOutage;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (!_hasMoved && await _row.ReadAsync() is { } row) Recall(row);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _row.FlushAsync(cancellationToken);

    public async Task<TagResolution> Resolve(PullContext pullContext, TimeSpan patience)
    {
        var begun = clock.GetTimestamp();
        var source = new ImageSource(Reference.Registry, Reference.Repository, pullContext);
        ScanFailure? outage = null;
        while (!IsFresh && outage is null)
        {
            // Others may have failed where this one succeeds, so only a failure of its own credentials answers it.
            if (_resolving.IsCompleted && await _failures.HoldingAsync(source, StampAsync) is { } failure)
            {
                if (!IsBridgeable || !PullAccess.IsOutage(failure.Kind)) return new TagResolution { Failure = failure };
                outage = failure;
                break;
            }

            if (_resolving.IsCompleted) (_resolvingSince, _resolving) = (clock.GetTimestamp(), ResolveAsync(source));
            var left = patience - clock.GetElapsedTime(begun);
            if (IsBridgeable)
            {
                // A registry that hangs is away as well; the question goes on behind the answer.
                var untilAway = AccessTimes.CheckTimeout - clock.GetElapsedTime(_resolvingSince);
                if (untilAway <= TimeSpan.Zero && !_resolving.IsCompleted)
                {
                    outage = Silent;
                    break;
                }

                if (untilAway < left) left = untilAway > TimeSpan.Zero ? untilAway : TimeSpan.FromTicks(1);
            }

            if (left <= TimeSpan.Zero) return new TagResolution();
            await _resolving.WaitAsync(left, clock)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        var (known, access) = (_known with { Failure = outage }, _access!);
        if (access.IsKnown(source)) return known;
        var answer = await access.CheckAsync(source, patience - clock.GetElapsedTime(begun));
        return answer.IsGranted ? known : new TagResolution { Failure = answer.Refusal };
    }

    public Task<TagResolution> GetState() => Task.FromResult(_known with { Failure = _failures.Last });

    public Task HandOver(SiloAddress target)
    {
        this.MoveTo(target);
        return Task.CompletedTask;
    }

    public void OnDehydrate(IDehydrationContext dehydrationContext) => dehydrationContext.TryAddValue(nameof(TagRow), ToRow());

    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (!rehydrationContext.TryGetValue<TagRow>(nameof(TagRow), out var row) || row is null) return;
        _hasMoved = true;
        Recall(row);
    }

    private Task<string?> StampAsync(ImageSource source) =>
        RegistryOf(source).GetCredentialStamp(source.Repository, source.PullContext);

    private IRegistryGrain RegistryOf(ImageSource source) => GrainFactory.GetGrain<IRegistryGrain>(source.Registry);

    /// <summary>Asks the registry once for all callers. Never throws; the outcome is state.</summary>
    private async Task ResolveAsync(ImageSource source)
    {
        try
        {
            var digest = await RegistryOf(source).ResolveTag(source.Repository, Reference.Tag!, source.PullContext);
            Learn(digest, source);
            _failures.Forget();
        }
        catch (Exception e)
        {
            var failure = _failures.Remember(source, e);
            Unlearn(failure.Kind, source);
            LogNotResolved(failure.Kind == FailureKind.Internal ? e : null, Reference, failure.Kind, failure.Message);
        }
    }

    private void Learn(Digest digest, ImageSource source)
    {
        var now = clock.GetUtcNow();
        var moves = _known.Moves;
        var isNews = _known.Digest != digest;
        if (isNews && _known.Digest is { } before)
        {
            moves = [.. moves.Add(new TagMove(before, now)).TakeLast(TagResolution.MaxMoves)];
            LogMoved(Reference, before, digest);
        }

        if (_access?.Digest != digest) _access = AccessOf(digest);
        // The registry's word, which is enough for what its own tag stands for, and for nothing else.
        _access.Prove(source, now);
        _known = new TagResolution { Digest = digest, ResolvedAt = now, Moves = moves };
        if (isNews || now - _writtenAt >= AccessTimes.KeepEvery) Keep();
    }

    /// <summary>What the registry takes back must not come again with its next outage.</summary>
    private void Unlearn(FailureKind kind, ImageSource source)
    {
        if (kind == FailureKind.Unauthorized) _access?.Withdraw(source);
        if (kind != FailureKind.NotFound || _known.Digest is null) return;
        (_known, _access) = (new TagResolution { Moves = _known.Moves }, null);
        Keep();
    }

    private void Keep()
    {
        _writtenAt = clock.GetUtcNow();
        _row.Write(ToRow());
    }

    private TagRow ToRow() => new() { Known = _known, Access = _access?.Keep() ?? [] };

    private void Recall(TagRow row)
    {
        if (row.Known.Digest is not { } digest) return;
        _known = row.Known;
        _writtenAt = row.Known.ResolvedAt ?? default;
        (_access = AccessOf(digest)).Recall(row.Access);
    }

    private PullAccess AccessOf(Digest digest) => new(digest, accessMemory, RegistryOf, clock, logger) { OnWithdrawn = Keep };

    [LoggerMessage(LogLevel.Information, "Tag {Tag} moved from {Before} to {After}")]
    private partial void LogMoved(ImageReference tag, Digest before, Digest after);

    [LoggerMessage(LogLevel.Warning, "Resolving {Tag} failed ({Kind}): {Reason}")]
    private partial void LogNotResolved(Exception? error, ImageReference tag, FailureKind kind, string reason);
}
