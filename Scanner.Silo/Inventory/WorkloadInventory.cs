using k8s;
using Scanner.Grains;
using Scanner.Silo.Inventory.Events;
using Scanner.Silo.Inventory.Judging;
using Scanner.Silo.Inventory.Pods;
using Scanner.Silo.Inventory.Workloads;

namespace Scanner.Silo.Inventory;

/// <summary>
/// The inventory at work: pods come in from the API server, their images are judged, and workloads are told. It keeps nothing but
/// memory: one that begins anew lists, judges and finds its Events written.
/// </summary>
internal sealed partial class WorkloadInventory : IAsyncDisposable
{
    /// <summary>After a fault of our own in one of its parts.</summary>
    private static readonly TimeSpan FaultPause = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly RunningPods _pods;
    private readonly ImageJudging _judging;
    private readonly WorkloadNotices _notices;
    private readonly PodFeed _feed;
    private readonly IDisposable _measurement;
    private readonly Task _work;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private bool _isDisposed;

    /// <summary>Begins at once.</summary>
    public WorkloadInventory(
        Kubernetes kubernetes, IImageJudge judge, TimeProvider clock, ILoggerFactory loggers,
        int pageSize = PodFeed.PageSize, int maxPods = RunningPods.MaxPods)
    {
        (_clock, _logger) = (clock, loggers.CreateLogger<WorkloadInventory>());
        _pods = new RunningPods(maxPods);
        _notices = new WorkloadNotices(_pods);
        _judging = new ImageJudging(judge, _notices, clock, loggers.CreateLogger<ImageJudging>());
        _feed = new PodFeed(new PodApi(kubernetes, clock), _pods, Appeared, clock, loggers.CreateLogger<PodFeed>(), pageSize);
        var writer = new EventWriter(kubernetes, _notices, clock, loggers.CreateLogger<EventWriter>());
        _measurement = InventoryMetrics.Measure(_pods);
        // Not under the scheduler of the grain that begins it, which has questions to answer.
        _work = Task.Run(() => Task.WhenAll(
            KeepAsync("pods", _feed.RunAsync), KeepAsync("judging", _judging.RunAsync), KeepAsync("events", writer.RunAsync)));
    }

    public InventoryState GetState()
    {
        var counts = _pods.Count();
        return new InventoryState
        {
            IsRunning = true,
            Progress = _feed.Progress,
            ListedAt = _feed.ListedAt,
            Pods = counts.Pods,
            SkippedPods = counts.SkippedPods,
            Workloads = counts.Workloads,
            RefusedWorkloads = counts.RefusedWorkloads,
            Images = counts.Images,
            JudgedImages = counts.JudgedImages,
            Refused = _pods.Refused(InventoryState.MaxRefusedShown),
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        await _stopping.CancelAsync();
        await _work;
        _measurement.Dispose();
        _stopping.Dispose();
    }

    /// <summary>The first pod of a workload with these images runs.</summary>
    private void Appeared(WorkloadVariant variant)
    {
        foreach (var image in variant.Images)
        {
            if (image.Take()) _judging.Add(image);
            else _notices.Consider(variant.Workload, image);
        }
    }

    /// <summary>Runs a part until the inventory stops. A fault of ours must end neither the silo nor the part.</summary>
    private async Task KeepAsync(string part, Func<CancellationToken, Task> runAsync)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await runAsync(_stopping.Token);
            }
            catch (Exception e) when (!_stopping.IsCancellationRequested)
            {
                LogFault(e, part);
                await Task.Delay(FaultPause, _clock, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "A part of the inventory ({Part}) failed, which is Scanner's own fault; it begins again in a minute")]
    private partial void LogFault(Exception exception, string part);
}
