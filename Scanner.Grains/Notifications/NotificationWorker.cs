using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Scanner.Failures;

namespace Scanner.Grains.Notifications;

/// <summary>Works off what waits in the inbox, one at a time, for as long as the silo lives.</summary>
internal sealed partial class NotificationWorker(
    NotificationInbox inbox, NotificationReader reader, ILogger<NotificationWorker> logger) : BackgroundService
{
    private bool _failing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true) await WorkOffAsync(await inbox.TakeAsync(stoppingToken), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What waits is lost with the silo; the database time catches it.
        }
    }

    private async Task WorkOffAsync(Guid name, CancellationToken stoppingToken)
    {
        try
        {
            await reader.ReadAsync(name, stoppingToken);
            _failing = false;
        }
        catch (ScanException e)
        {
            NotificationMetrics.Failed.Add(1);
            // With Clair away thousands fail alike: the first in a row is enough to read.
            if (!_failing) LogFailed(name, e.Message);
            _failing = true;
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            NotificationMetrics.Failed.Add(1);
            LogBroken(e, name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Notification {Name} is given up: {Reason} Those that fail after it are not logged; "
        + "Clair's database time will tell what they would have told.")]
    private partial void LogFailed(Guid name, string reason);

    [LoggerMessage(LogLevel.Error, "Notification {Name} could not be worked off.")]
    private partial void LogBroken(Exception exception, Guid name);
}
