using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using Orleans.Storage;
using Scanner.Failures;
using Scanner.Grains.Access;
using Scanner.Grains.Clair;
using Scanner.Grains.Freshness;
using Scanner.Grains.Handover;
using Scanner.Grains.Policy;
using Scanner.Grains.Retries;
using Scanner.Grains.Storage;
using Scanner.Images;
using Scanner.Verdicts;

namespace Scanner.Grains.Images;

/// <inheritdoc cref="IImageGrain"/>
[GrainType("image"), HashBasedPlacement]
internal sealed partial class ImageGrain(
    ImageScanner scanner, EpochWatch epochs, UsedImages uses, AccessMemory accessMemory, IGrainContext context,
    [FromKeyedServices(GrainStores.Name)] IGrainStorage storage, IOptions<ClairOptions> clairOptions,
    IOptions<FreshnessOptions> freshness, TimeProvider clock, ILogger<ImageGrain> logger)
    : Grain, IImageGrain, IRefreshing, IHandover, IGrainMigrationParticipant, IDisposable
{
    /// <summary>What a re-read may keep the refresher waiting; a new post takes minutes, and is looked after later.</summary>
    private static readonly TimeSpan RefreshPatience = TimeSpan.FromSeconds(15);

    /// <summary>What a stopping silo waits for a scan that runs; the pod's grace period is some ten seconds longer.</summary>
    private static readonly TimeSpan LastScanPatience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly GrainRow<ImageRow> _row = new(storage, "image", context.GrainId);
    private readonly FailureMemory<ImageSource> _failures = new(clock);
    private readonly Sightings _sightings = new();
    private ScanProgress _progress = new();
    private Task _scan = Task.CompletedTask;
    private ImageUse _use = null!;
    private ImageFacts? _facts;
    private ImageQuestion? _question;
    private PullAccess? _access;
    private DateTimeOffset? _writtenAt;
    private bool _hasNewSightings;
    private bool _hasMoved;
    private int _attempts;
    private int _waiters;

    private Digest Digest { get; } = Digest.Parse(context.GrainId.Key.ToString()!);

    private PullAccess Access =>
        _access ??= new PullAccess(Digest, accessMemory, RegistryOf, clock, logger) { OnWithdrawn = Keep };

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (!_hasMoved && await _row.ReadAsync() is { } row) Recall(row);
        _use = uses.Add(Digest);
        _use.Report = (_facts as ImageFacts.Scanned)?.Report;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        uses.Remove(_use);
        await _stopping.CancelAsync();
        await _scan.WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (_hasNewSightings && _facts is not null && reason.ReasonCode != DeactivationReasonCode.Migrating) Keep();
        await _row.FlushAsync(cancellationToken);
    }

    public async Task<Verdict> Judge(ImageQuestion question)
    {
        var begun = clock.GetTimestamp();
        var source = ImageSource.Of(question);
        _use.Ask(begun);
        if (IsOutdated() && _failures.Holding(source) is null) uses.Want(_use);
        while (!IsUsable())
        {
            // Others may have failed where this one succeeds, so only a failure of its own source answers it.
            if (_scan.IsCompleted && await _failures.HoldingAsync(source, StampAsync) is { } failure)
                return Verdict.NotReadyBecause(Digest, _facts is ImageFacts.Scanned { Report: var old } ? TooOld(old, failure) : failure);
            if (_scan.IsCompleted) _scan = ScanAsync(question);
            if (!await WaitForScanAsync(question.Patience - clock.GetElapsedTime(begun))) return Verdict.NotReadyYet(Digest, _progress.Text);
        }

        // What is known is told only to those who could pull the image themselves.
        if (!Access.IsKnown(source))
        {
            var access = await Access.CheckAsync(source, question.Patience - clock.GetElapsedTime(begun));
            if (access.Refusal is { } refusal) return Verdict.NotReadyBecause(Digest, refusal);
            if (!access.IsGranted) return Verdict.NotReadyYet(Digest, "asking the registry whether it may be pulled");
        }

        var verdict = _facts switch
        {
            ImageFacts.Scanned scanned => VulnerabilityPolicy.Judge(scanned.Report, question.Rules) with { ReplacedAt = Replaced() },
            ImageFacts.Index index => await PlatformQuestions.JudgeAsync(
                GrainFactory, Digest, index, question, question.Patience - clock.GetElapsedTime(begun)),
            _ => Verdict.NotReadyYet(Digest, _progress.Text),
        };
        Note(question, verdict);
        return verdict;
    }

    public async Task<DateTimeOffset?> Refresh()
    {
        if (!IsOutdated() || _question is not { } question) return null;
        if (_scan.IsCompleted)
        {
            if (_failures.Holding(ImageSource.Of(question)) is { } failure) return failure.RetryAt;
            _scan = ScanAsync(question);
        }

        await _scan.WaitAsync(RefreshPatience, clock)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!IsOutdated()) return null;
        return _failures.Holding(ImageSource.Of(question))?.RetryAt ?? clock.GetUtcNow() + RefreshPatience;
    }

    public Task RefreshFirst()
    {
        _use.IsAffected = true;
        uses.Want(_use);
        return Task.CompletedTask;
    }

    public Task<ImageState> GetState() => Task.FromResult(new ImageState
    {
        Digest = Digest.ToString(),
        Phase = _progress.Phase,
        Progress = _progress.Text,
        Waiters = _waiters,
        Attempts = _attempts,
        Failure = _failures.Last,
        Report = (_facts as ImageFacts.Scanned)?.Report,
        Platforms = (_facts as ImageFacts.Index)?.Platforms ?? [],
        History = _sightings.History,
        ReplacedAt = Replaced(),
    });

    public async Task HandOver(SiloAddress target)
    {
        // A scan that ends soon is worth more than one that begins anew.
        await _scan.WaitAsync(LastScanPatience, clock)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        this.MoveTo(target);
    }

    public void OnDehydrate(IDehydrationContext dehydrationContext) => dehydrationContext.TryAddValue(nameof(ImageRow), ToRow());

    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (!rehydrationContext.TryGetValue<ImageRow>(nameof(ImageRow), out var row) || row is null) return;
        // What has come since the row was written has not been yet.
        (_hasMoved, _hasNewSightings) = (true, true);
        Recall(row);
    }

    public void Dispose() => _stopping.Dispose();

    private IRegistryGrain RegistryOf(ImageSource source) => GrainFactory.GetGrain<IRegistryGrain>(source.Registry);

    private Task<string?> StampAsync(ImageSource source) =>
        RegistryOf(source).GetCredentialStamp(source.Repository, source.PullContext);

    /// <summary>Since when Clair has newer facts. An index never changes.</summary>
    private DateTimeOffset? Replaced() =>
        _facts is ImageFacts.Scanned { Report: var report } ? epochs.Latest?.Replaced(report) : null;

    private bool IsOutdated() => _facts is ImageFacts.Scanned && (_use.IsAffected || Replaced() is not null);

    private bool IsUsable() => _facts is not null && !(clock.GetUtcNow() - Replaced() >= freshness.Value.MaxAge);

    private ScanFailure TooOld(Reports.ScanReport old, ScanFailure failure) => failure with
    {
        Message = $"what is known of it is from Clair's data of {old.DatabaseTime.UtcDateTime:yyyy-MM-dd HH:mm} UTC, which Clair replaced more than "
            + $"{freshness.Value.MaxAge:c} ago (Freshness:MaxAge), and newer could not be had: {failure.Message}",
    };

    /// <returns>Whether the scan has ended; false when the patience did first.</returns>
    private async Task<bool> WaitForScanAsync(TimeSpan patience)
    {
        if (!_scan.IsCompleted && patience > TimeSpan.Zero)
        {
            _waiters++;
            await _scan.WaitAsync(patience, clock)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            _waiters--;
        }

        return _scan.IsCompleted;
    }

    private void Note(ImageQuestion question, Verdict verdict)
    {
        // Only of one who may pull: a re-post is done on behalf of who asked last.
        _question = question;
        var now = clock.GetUtcNow();
        _hasNewSightings |= _sightings.Note(question, verdict.Outcome, now);
        if (now - _writtenAt > AccessTimes.KeepEvery) Keep();
    }

    private ImageRow ToRow() =>
        new() { Facts = _facts, Access = Access.Keep(), History = _sightings.History, WrittenAt = _writtenAt };

    private void Keep()
    {
        (_writtenAt, _hasNewSightings) = (clock.GetUtcNow(), false);
        _row.Write(ToRow());
    }

    private void Recall(ImageRow row)
    {
        if (row.Facts is ImageFacts.Scanned { Report.Digest: var digest } && digest != Digest) return;
        if (row.Facts is ImageFacts.Index { SelectedFor: var platforms } && platforms != scanner.Platforms) row = row with { Facts = null };
        (_facts, _writtenAt) = (row.Facts, row.WrittenAt);
        Access.Recall(row.Access);
        _sightings.Recall(row.History);
        if (_facts is not null) _progress.Enter(ImagePhase.Ready);
    }
}
