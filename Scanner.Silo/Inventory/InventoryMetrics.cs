using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Scanner.Grains.Diagnostics;
using Scanner.Silo.Inventory.Workloads;

namespace Scanner.Silo.Inventory;

/// <summary>What the inventory measures. The gauges have a value in the silo that runs it, and in no other.</summary>
internal static class InventoryMetrics
{
    private static readonly ConcurrentDictionary<RunningPods, byte> Running = [];

    public static readonly Counter<long> EventsWritten = ScannerMeter.Instance.CreateCounter<long>(
        "scanner_inventory_events_written", description: "Warning Events written on workloads that would be refused.");

    public static readonly Counter<long> EventsFailed = ScannerMeter.Instance.CreateCounter<long>(
        "scanner_inventory_events_failed", description: "Warning Events that could not be written.");

    private static readonly Instrument[] Gauges =
    [
        Gauge("scanner_inventory_workloads", "Workloads that run.", counts => counts.Workloads),
        Gauge("scanner_inventory_workloads_refused", "Workloads that would be refused if restarted now.",
            counts => counts.RefusedWorkloads),
        Gauge("scanner_inventory_pods_skipped", "Pods that are not judged, or not in full.", counts => counts.SkippedPods),
    ];

    /// <summary>Measures these pods until the result is disposed of.</summary>
    public static IDisposable Measure(RunningPods pods) => new Measurement(pods);

    private static ObservableGauge<int> Gauge(string name, string description, Func<InventoryCounts, int> value) =>
        ScannerMeter.Instance.CreateObservableGauge(
            name, () => Running.Keys.Select(pods => new Measurement<int>(value(pods.Count()))), description: description);

    private sealed class Measurement : IDisposable
    {
        private readonly RunningPods _pods;

        public Measurement(RunningPods pods)
        {
            _pods = pods;
            Running.TryAdd(pods, 0);
        }

        public void Dispose() => Running.TryRemove(_pods, out _);
    }
}
