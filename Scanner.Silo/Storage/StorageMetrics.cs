using System.Diagnostics.Metrics;
using Polly.CircuitBreaker;
using Scanner.Grains.Diagnostics;

namespace Scanner.Silo.Storage;

/// <summary>What the store did, on the program's one meter.</summary>
internal static class StorageMetrics
{
    private static readonly Counter<long> Operations = ScannerMeter.Instance.CreateCounter<long>(
        "scanner.storage.operations", "{operation}",
        "Reads, writes, clears of grain state, by outcome: found, none, corrupt, written, cleared, failed, circuit_open, away.");

    private static readonly Histogram<double> Duration = ScannerMeter.Instance.CreateHistogram<double>(
        "scanner.storage.operation.duration", "s", "Time of one read, write or clear, the waiting for a connection included.",
        advice: new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10] });

    private static readonly Counter<long> Bytes = ScannerMeter.Instance.CreateCounter<long>(
        "scanner.storage.io", "By", "Bytes of grain state read and written, compressed as they are stored.");

    private static readonly Gauge<int> Circuit = ScannerMeter.Instance.CreateGauge<int>(
        "scanner.storage.circuit.state", description: "The circuit of reads and that of writes: 0 closed, 1 trying, 2 open.");

    private static readonly Counter<long> Removed = ScannerMeter.Instance.CreateCounter<long>(
        "scanner.storage.rows.removed", "{row}", "Rows removed because no grain wrote them for Storage:Retention.");

    /// <summary>Counts one operation.</summary>
    /// <param name="operation"><c>read</c>, <c>write</c> or <c>clear</c>.</param>
    /// <param name="outcome">One that the instrument's description lists.</param>
    /// <param name="elapsed">How long the grain waited.</param>
    public static void Count(string operation, string outcome, TimeSpan elapsed)
    {
        Operations.Add(1, new("operation", operation), new("outcome", outcome));
        Duration.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("operation", operation));
    }

    public static void Transferred(string operation, long bytes) =>
        Bytes.Add(bytes, new KeyValuePair<string, object?>("operation", operation));

    public static void CircuitIs(string circuit, CircuitState state) => Circuit.Record(
        state switch { CircuitState.Closed => 0, CircuitState.HalfOpen => 1, _ => 2 },
        new KeyValuePair<string, object?>("circuit", circuit));

    public static void RowsRemoved(long rows) => Removed.Add(rows);
}
