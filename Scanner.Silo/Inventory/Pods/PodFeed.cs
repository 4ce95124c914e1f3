using System.Net;
using Scanner.Hosting.ApiServer;
using Scanner.Silo.Inventory.Workloads;

namespace Scanner.Silo.Inventory.Pods;

/// <summary>
/// Keeps <see cref="RunningPods"/> as the cluster is: a list in pages, then a watch from there, resumed where it ended, and a new
/// list where the API server has forgotten that place. While it is away, what is known stays.
/// </summary>
internal sealed partial class PodFeed(
    PodApi api, RunningPods pods, Action<WorkloadVariant> appeared, TimeProvider clock, ILogger<PodFeed> logger,
    int pageSize = PodFeed.PageSize)
{
    /// <summary>Pods of one page; what kubectl and the controllers of Kubernetes ask for.</summary>
    public const int PageSize = 500;

    /// <summary>Watches in a row that the API server refused, after which its place counts as forgotten.</summary>
    private const int MaxRefusals = 3;

    /// <summary>A watch of less was no success; without a pause, one that ends at once would be a loop.</summary>
    private static readonly TimeSpan ShortWatch = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>How long one watch lasts; a connection that died unheard is noticed at its end.</summary>
    private static readonly TimeSpan WatchLength = TimeSpan.FromMinutes(4);

    /// <summary>A change that was lost whatever the reason (an etcd restored from a backup) is seen at the next list.</summary>
    private static readonly TimeSpan ListEvery = TimeSpan.FromHours(6);

    private readonly Backoff _backoff = new(FirstPause, LongestPause);
    private string? _version;
    private int _refusals;
    private long _listedAtTicks;
    private string? _lastTrouble;
    private volatile string _progress = "lists the cluster's pods";

    /// <summary>What it is doing, or what keeps it from it.</summary>
    public string Progress => _progress;

    /// <summary>When the last list was complete; null before the first one.</summary>
    public DateTimeOffset? ListedAt =>
        Volatile.Read(ref _listedAtTicks) is var ticks and not 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Follows the pods until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            long? watchingSince = null;
            try
            {
                if (_version is null || clock.GetUtcNow() - ListedAt >= ListEvery) await ListAsync(cancellationToken);
                watchingSince = clock.GetTimestamp();
                await WatchAsync(cancellationToken);
            }
            catch (Exception e) when (ApiServerFailure.IsFrom(e, cancellationToken))
            {
                Explain(e);
            }

            if (watchingSince is { } since && clock.GetElapsedTime(since) >= ShortWatch) _backoff.Reset();
            await Task.Delay(_backoff.Next(), clock, cancellationToken);
        }
    }

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        _version = null;
        pods.BeginList();
        string? token = null;
        string? version;
        do
        {
            var page = await api.ListAsync(pageSize, token, cancellationToken);
            foreach (var pod in page.Items ?? []) Put(pod);
            token = page.Metadata?.Continue;
            version = page.Metadata?.ResourceVersion;
        }
        while (!string.IsNullOrEmpty(token));

        pods.EndList();
        // Only now: to watch from the version of a list that broke off would leave out the rest of it.
        _version = version;
        Volatile.Write(ref _listedAtTicks, clock.GetUtcNow().UtcTicks);
        _refusals = 0;
        _lastTrouble = null;
        var counts = pods.Count();
        LogListed(counts.Pods, counts.Workloads, counts.Images);
        if (counts.PodsOverLimit > 0) LogTooMany(counts.Pods, counts.PodsOverLimit);
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        var changes = api.WatchAsync(
            _version ?? "0", WatchLength * Jitter.Factor, () => _progress = "follows the cluster's pods", cancellationToken);
        await foreach (var change in changes)
        {
            if (change.Type == "ERROR") throw new WatchRefusedException(change.Object?.Code, change.Object?.Message);
            if (change.Object is not { } pod) continue;
            if (change.Type == "DELETED") Remove(pod);
            else if (change.Type != "BOOKMARK") Put(pod);
            if (pod.Metadata?.ResourceVersion is { Length: > 0 } version) _version = version;
            _refusals = 0;
            _lastTrouble = null;
        }
    }

    private void Put(PodJson pod)
    {
        if (PodReader.Read(pod) is not { } facts) Remove(pod);
        else if (pods.Put(facts) is { } variant) appeared(variant);
    }

    private void Remove(PodJson pod)
    {
        if (Guid.TryParse(pod.Metadata?.Uid, out var uid)) pods.Remove(uid);
    }

    private void Explain(Exception e)
    {
        var status = e is WatchRefusedException refusal ? refusal.Status : ApiServerFailure.Status(e);
        var reason = e is WatchRefusedException ? e.Message : ApiServerFailure.Reason(e);
        // Where it does not answer at all, nothing is known about the place.
        if (status == HttpStatusCode.Gone || (status is not null && ++_refusals >= MaxRefusals)) _version = null;
        if (status == HttpStatusCode.Gone)
        {
            LogGone();
            return;
        }

        _progress = $"the cluster's pods cannot be followed, what is known stays: {reason}";
        // Forbidden is told once, however it is put.
        var trouble = status == HttpStatusCode.Forbidden ? "forbidden" : reason;
        if (trouble == _lastTrouble) return;
        _lastTrouble = trouble;
        if (status == HttpStatusCode.Forbidden) LogForbidden(reason);
        else LogUnread(reason);
    }

    [LoggerMessage(LogLevel.Information,
        "The inventory has {Pods} running pods of {Workloads} workloads with {Images} distinct images")]
    private partial void LogListed(int pods, int workloads, int images);

    [LoggerMessage(LogLevel.Warning, "The inventory keeps {Pods} pods; {More} more are not judged")]
    private partial void LogTooMany(int pods, int more);

    [LoggerMessage(LogLevel.Debug, "The API server has forgotten where the inventory's watch was; all pods are listed anew")]
    private partial void LogGone();

    [LoggerMessage(LogLevel.Error,
        "The inventory may not read pods: RBAC forbids it ({Reason}). Grant the silo's ServiceAccount a ClusterRole with "
        + "apiGroups [\"\"], resources [\"pods\"], verbs [\"list\", \"watch\"]; the chart's has it with inventory.enabled")]
    private partial void LogForbidden(string reason);

    [LoggerMessage(LogLevel.Warning,
        "The cluster's pods cannot be followed; what is known stays, and it is tried again: {Reason}")]
    private partial void LogUnread(string reason);
}
