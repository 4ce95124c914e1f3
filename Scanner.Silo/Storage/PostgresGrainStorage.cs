using Orleans.Storage;
using Polly.CircuitBreaker;
using Scanner.Silo.Storage.Rows;

namespace Scanner.Silo.Storage;

/// <summary>
/// Grain state in PostgreSQL. Nothing that the store does reaches a grain: what cannot be read is "no record" within
/// <see cref="ReadPatience"/>, and what cannot be written is given up. The last writer wins.
/// </summary>
internal sealed partial class PostgresGrainStorage(
    RowStore store, RowCodec codec, LossLog losses, TimeProvider clock, ILogger<PostgresGrainStorage> logger)
    : IGrainStorage, IDisposable
{
    /// <summary>
    /// For a read that has its turn. A review waits for an activation that waits for this; beyond it Clair is asked instead.
    /// </summary>
    public static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(2);

    /// <summary>Nobody's review waits for a write.</summary>
    public static readonly TimeSpan WritePatience = TimeSpan.FromSeconds(10);

    /// <summary>What grains see of a row's version: any will do, since none is compared.</summary>
    private const string Etag = "row";

    private readonly ILogger _logger = logger;
    private readonly StoreGate _reads = new("reads", StoreGate.ReadsAtOnce, clock, logger);
    private readonly StoreGate _writes = new("writes", StoreGate.WritesAtOnce, clock, logger);

    /// <summary>Reads the row; without one the state stays as it is, and <c>RecordExists</c> is false.</summary>
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        (grainState.RecordExists, grainState.ETag) = (false, null);
        var key = new RowKey(stateName, grainId);
        if (key.IsTooLong) return;
        var begun = clock.GetTimestamp();
        var (outcome, state) = await ReadAsync<T>(key, begun);
        StorageMetrics.Count("read", outcome, clock.GetElapsedTime(begun));
        if (outcome == "found") (grainState.State, grainState.RecordExists, grainState.ETag) = (state!, true, Etag);
    }

    /// <summary>Writes the row over whatever is there; <c>RecordExists</c> is true if that was done.</summary>
    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = new RowKey(stateName, grainId);
        if (key.IsTooLong) return;
        var begun = clock.GetTimestamp();
        var outcome = await WriteAsync(key, grainState, begun);
        StorageMetrics.Count("write", outcome, clock.GetElapsedTime(begun));
        if (outcome == "written") (grainState.RecordExists, grainState.ETag) = (true, Etag);
    }

    /// <summary>Removes the row. <c>RecordExists</c> is false afterwards, done or not.</summary>
    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        (grainState.RecordExists, grainState.ETag) = (false, null);
        var key = new RowKey(stateName, grainId);
        if (key.IsTooLong) return;
        var begun = clock.GetTimestamp();
        var outcome = await ChangeAsync("cleared", begun, (rows, token) => rows.DeleteAsync(key, token));
        StorageMetrics.Count("clear", outcome, clock.GetElapsedTime(begun));
    }

    public void Dispose()
    {
        _reads.Dispose();
        _writes.Dispose();
    }

    private async Task<(string Outcome, T? State)> ReadAsync<T>(RowKey key, long begun)
    {
        if (await store.GetAsync(ReadPatience) is not { } rows) return ("away", default);
        var outcome = await _reads.RunAsync(
            async token =>
            {
                var row = await rows.ReadAsync(key, token);
                return row is null ? null : new Unpacked<T>(row.Length, () => codec.Unpack<T>(key, row));
            },
            Left(ReadPatience, begun));
        if (outcome.Exception is { } exception) return (Lost(exception, losses.ReadLost), default);
        if (outcome.Result is not { } found) return ("none", default);
        StorageMetrics.Transferred("read", found.Bytes);
        try
        {
            return ("found", await Task.Run(found.State));
        }
        catch (RowFormatException damage)
        {
            LogCorrupt(key, damage.Message);
            return ("corrupt", default);
        }
    }

    private async Task<string> WriteAsync<T>(RowKey key, IGrainState<T> grainState, long begun)
    {
        byte[] row;
        try
        {
            // Here and now: the grain may change its state while this write waits.
            var state = codec.Serialize(grainState.State);
            row = await Task.Run(() => RowCodec.Pack(key, state));
        }
        catch (Exception exception)
        {
            LogUnwritable(key, exception);
            return "failed";
        }

        var outcome = await ChangeAsync("written", begun, (rows, token) => rows.WriteAsync(key, row, token));
        if (outcome == "written") StorageMetrics.Transferred("write", row.Length);
        return outcome;
    }

    private async Task<string> ChangeAsync(string done, long begun, Func<RowProvider, CancellationToken, Task> change)
    {
        if (await store.GetAsync(WritePatience) is not { } rows)
        {
            losses.WriteLost(new InvalidOperationException("PostgreSQL is not open."));
            return "away";
        }

        var outcome = await _writes.RunAsync(
            async token =>
            {
                await change(rows, token);
                return true;
            },
            Left(WritePatience, begun));
        return outcome.Exception is { } exception ? Lost(exception, losses.WriteLost) : done;
    }

    private string Lost(Exception exception, Action<Exception> tell)
    {
        store.Failed(exception);
        tell(exception);
        return exception is BrokenCircuitException ? "circuit_open" : "failed";
    }

    private TimeSpan Left(TimeSpan patience, long begun)
    {
        var left = patience - clock.GetElapsedTime(begun);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    [LoggerMessage(LogLevel.Warning,
        "Storage: the row of {Row} is not used: {Reason}. Clair is asked, and the next write replaces the row.")]
    private partial void LogCorrupt(RowKey row, string reason);

    [LoggerMessage(LogLevel.Error, "Storage: the state {Row} cannot be put into a row; it is not kept.")]
    private partial void LogUnwritable(RowKey row, Exception exception);

    /// <summary>A row that was read, and how to make its state of it once its connection is free again.</summary>
    private sealed record Unpacked<T>(int Bytes, Func<T> State);
}
