using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using Scanner.Failures;
using Scanner.Grains.Access;
using Scanner.Grains.Clair;
using Scanner.Grains.Handover;
using Scanner.Grains.Policy;
using Scanner.Grains.Retries;
using Scanner.Images;
using Scanner.Verdicts;

namespace Scanner.Grains.Images;

/// <inheritdoc cref="IImageGrain"/>
[GrainType("image"), HashBasedPlacement]
internal sealed partial class ImageGrain(
    ImageScanner scanner, ClairStatusWatch statusWatch, AccessMemory accessMemory, IOptions<ClairOptions> options,
    TimeProvider clock, ILogger<ImageGrain> logger)
    : Grain, IImageGrain, IHandover, IGrainMigrationParticipant, IDisposable
{
    /// <summary>Indexes in indexes that are followed; builders make one level, and a chain costs its reader a grain a link.</summary>
    private const int MaxIndexDepth = 3;

    /// <summary>
    /// How long a question waits for facts of a newer database, which take Clair tens of milliseconds; then the older ones
    /// answer, and say how old they are.
    /// </summary>
    private static readonly TimeSpan RereadPatience = TimeSpan.FromSeconds(1);

    /// <summary>What a stopping silo waits for a scan that runs; the pod's grace period is some ten seconds longer.</summary>
    private static readonly TimeSpan LastScanPatience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly FailureMemory<ImageSource> _failures = new(clock);
    private ScanProgress _progress = new();
    private Task _scan = Task.CompletedTask;
    private ImageFacts? _facts;
    private PullAccess? _access;
    private int _attempts;
    private int _waiters;

    private PullAccess Access =>
        _access ??= new PullAccess(Digest.Parse(this.GetPrimaryKeyString()), accessMemory, RegistryOf, clock, logger);

    public async Task<Verdict> Judge(ImageQuestion question)
    {
        var begun = clock.GetTimestamp();
        var source = ImageSource.Of(question);
        var waited = false;
        // Where there are facts, one try at newer ones is enough; without any, the patience is the limit.
        while (!IsUpToDate() && !(waited && _facts is not null))
        {
            // Others may have failed where this one succeeds, so only a failure of its own source answers it.
            if (_scan.IsCompleted && await _failures.HoldingAsync(source, StampAsync) is { } failure)
            {
                if (_facts is null) return Verdict.NotReadyBecause(question.Image.Digest, failure);
                break;
            }

            if (_scan.IsCompleted) _scan = ScanAsync(question);
            var left = question.Patience - clock.GetElapsedTime(begun);
            if (_facts is not null && left > RereadPatience) left = RereadPatience;
            waited = true;
            if (await WaitForScanAsync(left)) continue;
            if (_facts is null) return Verdict.NotReadyYet(question.Image.Digest, _progress.Text);
            break;
        }

        // What is known is told only to those who could pull the image themselves.
        if (_facts is not null && !Access.IsKnown(source))
        {
            var access = await Access.CheckAsync(source, question.Patience - clock.GetElapsedTime(begun));
            if (access.Refusal is { } refusal) return Verdict.NotReadyBecause(question.Image.Digest, refusal);
            if (!access.IsGranted)
                return Verdict.NotReadyYet(question.Image.Digest, "asking the registry whether it may be pulled");
        }

        return _facts switch
        {
            ImageFacts.Scanned scanned => VulnerabilityPolicy.Judge(scanned.Report, question.Rules),
            ImageFacts.Index index => await JudgePlatformsAsync(index, question, question.Patience - clock.GetElapsedTime(begun)),
            _ => Verdict.NotReadyYet(question.Image.Digest, _progress.Text),
        };
    }

    public Task<ImageState> GetState() => Task.FromResult(new ImageState
    {
        Digest = this.GetPrimaryKeyString(),
        Phase = _progress.Phase,
        Progress = _progress.Text,
        Waiters = _waiters,
        Attempts = _attempts,
        Failure = _failures.Last,
        Report = (_facts as ImageFacts.Scanned)?.Report,
        Platforms = (_facts as ImageFacts.Index)?.Platforms ?? [],
    });

    public async Task HandOver(SiloAddress target)
    {
        // A scan that ends soon is worth more than one that begins anew.
        await _scan.WaitAsync(LastScanPatience, clock)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        this.MoveTo(target);
    }

    public void OnDehydrate(IDehydrationContext dehydrationContext) => dehydrationContext.TryAddValue(nameof(_facts), _facts);

    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (rehydrationContext.TryGetValue<ImageFacts>(nameof(_facts), out var facts)) _facts = facts;
    }

    public void Dispose() => _stopping.Dispose();

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _scan.WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    /// <summary>Whether the facts are of Clair's present database. An index never changes.</summary>
    private bool IsUpToDate() => _facts switch
    {
        ImageFacts.Index => true,
        ImageFacts.Scanned { Report: var report } => statusWatch.Latest is not { DatabaseTime: { } databaseTime } latest
            || (databaseTime <= report.DatabaseTime && latest.Detectors == report.Detectors),
        _ => false,
    };

    private Task<string?> StampAsync(ImageSource source) =>
        RegistryOf(source).GetCredentialStamp(source.Repository, source.PullContext);

    private IRegistryGrain RegistryOf(ImageSource source) => GrainFactory.GetGrain<IRegistryGrain>(source.Registry);

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

    private async Task<Verdict> JudgePlatformsAsync(ImageFacts.Index index, ImageQuestion question, TimeSpan patience)
    {
        if (question.Depth >= MaxIndexDepth)
            return Verdict.NotReadyBecause(question.Image.Digest, new ScanFailure
            {
                Kind = FailureKind.ManifestInvalid,
                Message = $"its indexes are nested more than {MaxIndexDepth} deep.",
            });
        var left = patience > TimeSpan.Zero ? patience : TimeSpan.Zero;
        var verdicts = await Task.WhenAll(index.Platforms.Select(async platform =>
        {
            var child = question with { Image = question.Image.At(platform.Digest), Patience = left, Depth = question.Depth + 1 };
            return (platform.Platform, await GrainFactory.GetGrain<IImageGrain>(platform.Digest.ToString()).Judge(child));
        }));
        return PlatformVerdicts.Join(Digest.Parse(this.GetPrimaryKeyString()), verdicts);
    }

    /// <summary>One attempt, under its own deadline: whoever asked for it may leave. Never throws; the outcome is state.</summary>
    private async Task ScanAsync(ImageQuestion question)
    {
        using var deadline = new CancellationTokenSource(options.Value.ScanTimeout, clock);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _stopping.Token);
        var progress = _progress = new ScanProgress();
        var begun = clock.GetTimestamp();
        _attempts++;
        try
        {
            if (await RereadAsync(progress, ending.Token) is { } reread)
            {
                _facts = reread;
            }
            else
            {
                _facts = await scanner.ScanAsync(question.Image, question.PullContext, progress, ending.Token);
                Access.Prove(ImageSource.Of(question));
            }

            _failures.Forget();
            progress.Enter(ImagePhase.Ready);
            LogScanned(question.Image, clock.GetElapsedTime(begun));
        }
        catch (Exception e)
        {
            var error = e switch
            {
                OperationCanceledException when deadline.IsCancellationRequested => new ScanException(FailureKind.ScanTimedOut,
                    $"the scan did not finish within {options.Value.ScanTimeout:c} (Clair:ScanTimeout), while {progress.Text}.", e),
                OperationCanceledException => new ScanException(FailureKind.Interrupted,
                    "the scan was cut off because a silo stopped; the next request starts it again.", e),
                _ => e,
            };
            var failure = _failures.Remember(ImageSource.Of(question), error);
            // The facts at hand serve on through an outage. Here they never could be renewed.
            if (failure.Kind == FailureKind.ReportTooLarge) _facts = null;
            progress.Enter(ImagePhase.Failed);
            LogScanFailed(failure.Kind == FailureKind.Internal ? e : null, question.Image, failure.Attempts, failure.Kind, failure.Message);
        }
    }

    /// <summary>
    /// Where only the database has moved on, the report is read again: nothing is pulled and nothing posted. Null where a scan
    /// is needed after all.
    /// </summary>
    private async Task<ImageFacts?> RereadAsync(ScanProgress progress, CancellationToken cancellationToken)
    {
        if (_facts is not ImageFacts.Scanned { Report: var old }) return null;
        if (statusWatch.Latest is { } latest && latest.Detectors != old.Detectors) return null;
        progress.Enter(ImagePhase.ReadingReport);
        var report = await scanner.ReadReportAsync(old.Digest, old.AncestryName, cancellationToken);
        if (report is null) statusWatch.ObserveLoss();
        return report is null ? null : new ImageFacts.Scanned(report with { Detectors = old.Detectors });
    }

    [LoggerMessage(LogLevel.Information, "Scanned {Image} in {Elapsed}")]
    private partial void LogScanned(ImageReference image, TimeSpan elapsed);

    [LoggerMessage(LogLevel.Warning, "Scanning {Image} failed, attempt {Attempt} ({Kind}): {Reason}")]
    private partial void LogScanFailed(Exception? error, ImageReference image, int attempt, FailureKind kind, string reason);
}
