using Microsoft.Extensions.Logging;
using Scanner.Failures;
using Scanner.Grains.Clair;
using Scanner.Grains.Freshness;
using Scanner.Images;

namespace Scanner.Grains.Notifications;

/// <summary>Looks a notification up, page by page, and reports the images it names. For one caller at a time.</summary>
internal sealed partial class NotificationReader(
    IScannerBackend backend, IAffectedImages affectedImages, TimeProvider clock, ILogger<NotificationReader> logger)
{
    /// <summary>100,000 ancestries; what is beyond is caught by the database time.</summary>
    public const int MaxPages = 200;

    private readonly LookupPace _pace = new(clock);
    private readonly RecentDigests _recent = new(clock);

    /// <exception cref="ScanException">Clair did not tell.</exception>
    public async Task ReadAsync(Guid notification, CancellationToken cancellationToken)
    {
        var name = notification.ToString("D");
        var startedOver = false;
        string? token = null;
        for (var pages = 1; ; pages++)
        {
            await _pace.WaitAsync(cancellationToken);
            var page = await backend.GetNotificationAsync(name, token, cancellationToken);
            if (page is null)
            {
                NotificationMetrics.Unknown.Add(1);
                LogUnknown(name);
                return;
            }

            if (page.HasExpired)
            {
                if (startedOver)
                    throw new ScanException(FailureKind.ClairAnswerInvalid, "Clair's page tokens expired twice on the way.");
                (startedOver, token) = (true, null);
                continue;
            }

            await ReportAsync(page);
            token = page.NextPage;
            if (token is not null && pages < MaxPages) continue;
            if (!page.IsMarked) await MarkAsync(name, cancellationToken);
            NotificationMetrics.WorkedOff.Add(1);
            LogWorkedOff(name, page.Vulnerability);
            return;
        }
    }

    private async Task MarkAsync(string name, CancellationToken cancellationToken)
    {
        await _pace.WaitAsync(cancellationToken);
        await backend.MarkNotificationAsReadAsync(name, cancellationToken);
    }

    private async Task ReportAsync(NotificationPage page)
    {
        foreach (var ancestry in page.Ancestries)
        {
            if (DigestOf(ancestry) is not { } digest || !_recent.Add(digest)) continue;
            try
            {
                await affectedImages.ReportAsync(digest);
                NotificationMetrics.Digests.Add(1);
            }
            catch (Exception e) when (e is OrleansException or TimeoutException)
            {
                LogNotReported(digest, e.Message);
            }
        }
    }

    /// <summary>Of <c>digest#attempt</c>, as images are posted; null for a layer's ancestry, and for what others posted.</summary>
    private static Digest? DigestOf(string ancestry)
    {
        var end = ancestry.IndexOf('#', StringComparison.Ordinal);
        return Digest.TryParse(end < 0 ? ancestry : ancestry[..end], out var digest) ? digest : null;
    }

    [LoggerMessage(LogLevel.Debug, "Clair knows no notification {Name}: it is outdated, or somebody made it up.")]
    private partial void LogUnknown(string name);

    [LoggerMessage(LogLevel.Debug, "Notification {Name} about {Vulnerability} is worked off.")]
    private partial void LogWorkedOff(string name, string? vulnerability);

    [LoggerMessage(LogLevel.Warning, "{Digest} was not reported as affected ({Reason}); the database time will tell its grain.")]
    private partial void LogNotReported(Digest digest, string reason);
}
