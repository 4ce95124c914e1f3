using System.Net;
using k8s;
using k8s.Autorest;
using Scanner.Hosting.ApiServer;

namespace Scanner.Silo.Inventory.Events;

/// <summary>Writes the Events, slowly: they are for people, and a whole cluster's worth must not crowd the API server.</summary>
internal sealed partial class EventWriter(
    IKubernetes kubernetes, WorkloadNotices notices, TimeProvider clock, ILogger<EventWriter> logger)
{
    /// <summary>Events at once after a quiet time.</summary>
    public const int Burst = 20;

    /// <summary>Between two Events: five a second.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>While RBAC forbids it; somebody has to grant the right.</summary>
    public static readonly TimeSpan ForbiddenPause = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly string _instance = Environment.MachineName;
    private readonly Backoff _backoff = new(FirstPause, LongestPause);
    private string? _lastTrouble;

    /// <summary>Writes until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pace = new Pace(Interval, Burst, clock);
        await foreach (var notice in notices.Reader.ReadAllAsync(cancellationToken))
        {
            await pace.WaitAsync(cancellationToken);
            if (await WriteAsync(notice, cancellationToken) is { } pause) await Task.Delay(pause, clock, cancellationToken);
        }
    }

    /// <returns>How long to wait before the next one; null where all is well.</returns>
    private async Task<TimeSpan?> WriteAsync(WorkloadNotice notice, CancellationToken cancellationToken)
    {
        if (notices.Renew(notice) is not { } verdict) return null;
        try
        {
            var content = VulnerableEvent.Of(notice, verdict, _instance, clock.GetUtcNow());
            await kubernetes.EventsV1.CreateNamespacedEventAsync(
                content, content.Metadata.NamespaceProperty, cancellationToken: cancellationToken);
            InventoryMetrics.EventsWritten.Add(1);
            return Written();
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Conflict)
        {
            // An inventory before this one has told it.
            return Written();
        }
        catch (HttpOperationException e) when (IsOfALostNamespace(e))
        {
            return Written();
        }
        catch (Exception e) when (ApiServerFailure.IsFrom(e, cancellationToken))
        {
            InventoryMetrics.EventsFailed.Add(1);
            notices.GiveUp(notice);
            return Explain(e);
        }

        TimeSpan? Written()
        {
            notices.End(notice, verdict);
            _backoff.Reset();
            _lastTrouble = null;
            return null;
        }
    }

    private TimeSpan Explain(Exception e)
    {
        var reason = ApiServerFailure.Reason(e);
        var isForbidden = ApiServerFailure.Status(e) == HttpStatusCode.Forbidden;
        // Forbidden is told once, whichever namespace it was about.
        var trouble = isForbidden ? "forbidden" : reason;
        if (trouble != _lastTrouble)
        {
            _lastTrouble = trouble;
            if (isForbidden) LogForbidden(reason);
            else LogUnwritten(reason);
        }

        return isForbidden ? ForbiddenPause : _backoff.Next();
    }

    /// <summary>The namespace is gone or going (the API server's cause NamespaceTerminating), and the workload with it.</summary>
    private static bool IsOfALostNamespace(HttpOperationException e) =>
        e.Response.StatusCode == HttpStatusCode.NotFound
        || (e.Response.StatusCode == HttpStatusCode.Forbidden
            && e.Response.Content?.Contains("NamespaceTerminating", StringComparison.Ordinal) == true);

    [LoggerMessage(LogLevel.Error,
        "Workloads that would be refused are not told: RBAC forbids it ({Reason}). Grant the silo's ServiceAccount a ClusterRole with "
        + "apiGroups [\"events.k8s.io\"], resources [\"events\"], verbs [\"create\"]; the chart's has it with inventory.enabled")]
    private partial void LogForbidden(string reason);

    [LoggerMessage(LogLevel.Warning, "An Event could not be written; it is tried again when its image is judged again: {Reason}")]
    private partial void LogUnwritten(string reason);
}
