using Scanner.Images;
using Scanner.Silo.Inventory.Events;
using Scanner.Silo.Inventory.Workloads;
using Scanner.Verdicts;

namespace Scanner.Silo.Inventory.Judging;

/// <summary>
/// Has every image that runs judged, soon after it appears and again and again while it runs. Images never judged, and those that
/// could not be, go slowly and few at once, because each may cost a scan; the others go round.
/// </summary>
internal sealed partial class ImageJudging(
    IImageJudge judge, WorkloadNotices notices, TimeProvider clock, ILogger<ImageJudging> logger)
{
    private readonly DueQueue<RunningImage> _unjudged = new(clock);
    private readonly DueQueue<RunningImage> _judged = new(clock);
    private readonly Backoff _pauses = new(JudgingTimes.FirstPause, JudgingTimes.LongestPause);

    /// <summary>An image that runs from now on.</summary>
    public void Add(RunningImage image) => _unjudged.Enqueue(image, clock.GetUtcNow());

    /// <summary>Judges until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken)
    {
        var scans = new Pace(JudgingTimes.ScanInterval, burst: 1, clock);
        var round = new Pace(JudgingTimes.RoundInterval, burst: 1, clock);
        return Task.WhenAll(
        [
            .. Enumerable.Range(0, JudgingTimes.ScansAtOnce).Select(_ => WorkAsync(_unjudged, scans, cancellationToken)),
            WorkAsync(_judged, round, cancellationToken),
        ]);
    }

    private async Task WorkAsync(DueQueue<RunningImage> queue, Pace pace, CancellationToken cancellationToken)
    {
        while (true)
        {
            var image = await queue.DequeueAsync(cancellationToken);
            if (image.IsGone) continue;
            await pace.WaitAsync(cancellationToken);
            try
            {
                Settle(image, await AskAsync(image, cancellationToken));
            }
            // A fault of ours with one image must not keep the others from being judged.
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                LogFault(e, image.Image);
                _unjudged.Enqueue(image, clock.GetUtcNow() + JudgingTimes.LongestPause);
            }
        }
    }

    /// <summary>Stays with an image while it is scanned, which bounds the scans that the inventory has running.</summary>
    private async Task<Verdict> AskAsync(RunningImage image, CancellationToken cancellationToken)
    {
        var begun = clock.GetTimestamp();
        while (true)
        {
            var asked = clock.GetTimestamp();
            var verdict = await judge.JudgeAsync(image.Image, image.PullContext, JudgingTimes.Patience, cancellationToken);
            var isScanned = verdict is { Outcome: VerdictOutcome.NotReady, Failure: null };
            if (!isScanned || image.IsGone || clock.GetElapsedTime(begun) >= JudgingTimes.ScanPatience) return verdict;
            if (clock.GetElapsedTime(asked) < JudgingTimes.AskAgain)
                await Task.Delay(JudgingTimes.AskAgain, clock, cancellationToken);
        }
    }

    private void Settle(RunningImage image, Verdict verdict)
    {
        var now = clock.GetUtcNow();
        if (verdict.Outcome == VerdictOutcome.NotReady)
        {
            var dueAt = now + _pauses.After(image.Failures++);
            _unjudged.Enqueue(image, verdict.Failure?.RetryAt > dueAt ? verdict.Failure.RetryAt : dueAt);
            return;
        }

        image.Failures = 0;
        image.Verdict = verdict;
        _judged.Enqueue(image, now + JudgingTimes.RoundEvery * Jitter.Factor);
        notices.Consider(image);
    }

    [LoggerMessage(LogLevel.Error, "Judging {Image}, which runs, failed by Scanner's own fault; it is tried again in an hour")]
    private partial void LogFault(Exception exception, ImageReference image);
}
