using Microsoft.Extensions.Logging;
using Scanner.Failures;
using Scanner.Grains.Access;
using Scanner.Images;
using Scanner.Reports;

namespace Scanner.Grains.Images;

/// <content>How the facts come to be.</content>
internal sealed partial class ImageGrain
{
    /// <summary>One attempt, under its own deadline: whoever asked for it may leave. Never throws; the outcome is state.</summary>
    private async Task ScanAsync(ImageQuestion question)
    {
        var timeout = clairOptions.Value.ScanTimeout;
        using var deadline = new CancellationTokenSource(timeout, clock);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _stopping.Token);
        var progress = _progress = new ScanProgress();
        var (begun, begunAt) = (clock.GetTimestamp(), clock.GetUtcNow());
        var wasAffected = _use.IsAffected;
        // News that comes while this runs may come too late for it.
        _use.IsAffected = false;
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
                Access.Prove(ImageSource.Of(question), begunAt);
            }

            _failures.Forget();
            progress.Enter(ImagePhase.Ready);
            LogScanned(question.Image, clock.GetElapsedTime(begun));
            Keep();
        }
        catch (Exception e)
        {
            var error = e switch
            {
                OperationCanceledException when deadline.IsCancellationRequested => new ScanException(FailureKind.ScanTimedOut,
                    $"the scan did not finish within {timeout:c} (Clair:ScanTimeout), while {progress.Text}.", e),
                OperationCanceledException => new ScanException(FailureKind.Interrupted,
                    "the scan was cut off because a silo stopped; the next request starts it again.", e),
                _ => e,
            };
            var failure = _failures.Remember(ImageSource.Of(question), error);
            _use.IsAffected |= wasAffected;
            if (failure.Kind == FailureKind.ReportTooLarge)
            {
                // The facts at hand serve on through an outage. Here they never could be renewed.
                _facts = null;
                Keep();
            }

            progress.Enter(ImagePhase.Failed);
            LogScanFailed(failure.Kind == FailureKind.Internal ? e : null, question.Image, failure.Attempts, failure.Kind, failure.Message);
        }

        _use.Report = (_facts as ImageFacts.Scanned)?.Report;
    }

    /// <summary>
    /// Where only the database has moved on, the report is read again: nothing is pulled and nothing posted. Null where a scan
    /// is needed after all.
    /// </summary>
    private async Task<ImageFacts?> RereadAsync(ScanProgress progress, CancellationToken cancellationToken)
    {
        if (_facts is not ImageFacts.Scanned { Report: var old }) return null;
        if (epochs.Latest is { } latest && latest.Detectors != old.Detectors) return null;
        progress.Enter(ImagePhase.ReadingReport);
        var report = await scanner.ReadReportAsync(old.Digest, old.AncestryName, cancellationToken);
        if (report is not null && HaveSameLayers(report, old)) return new ImageFacts.Scanned(report with { Detectors = old.Detectors });
        await epochs.ReportLossAsync(old.ReadAt).WaitAsync(cancellationToken);
        return null;
    }

    private static bool HaveSameLayers(ScanReport report, ScanReport other) =>
        report.Layers.Select(layer => layer.Digest).SequenceEqual(other.Layers.Select(layer => layer.Digest));

    [LoggerMessage(LogLevel.Information, "Scanned {Image} in {Elapsed}")]
    private partial void LogScanned(ImageReference image, TimeSpan elapsed);

    [LoggerMessage(LogLevel.Warning, "Scanning {Image} failed, attempt {Attempt} ({Kind}): {Reason}")]
    private partial void LogScanFailed(Exception? error, ImageReference image, int attempt, FailureKind kind, string reason);
}
