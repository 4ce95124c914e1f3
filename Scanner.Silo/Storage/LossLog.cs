namespace Scanner.Silo.Storage;

/// <summary>Says what the store lost, one line for many: an outage under load would fill the log otherwise.</summary>
internal sealed partial class LossLog(TimeProvider clock, ILogger<LossLog> logger)
{
    /// <summary>At most one line in that time; the first loss is told at once.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private long? _lastTold;
    private int _reads;
    private int _writes;

    public void ReadLost(Exception reason) => Lost(ref _reads, reason);

    public void WriteLost(Exception reason) => Lost(ref _writes, reason);

    private void Lost(ref int count, Exception reason)
    {
        int reads, writes;
        lock (_lock)
        {
            count++;
            if (_lastTold is { } last && clock.GetElapsedTime(last) < Interval) return;
            _lastTold = clock.GetTimestamp();
            (reads, writes) = (_reads, _writes);
            _reads = _writes = 0;
        }

        LogLost(reads, writes, Sentence(reason));
    }

    /// <summary>The message, with the cause's where the cause says more. Npgsql's messages hold no password.</summary>
    public static string Sentence(Exception reason) =>
        reason.InnerException is { } inner ? $"{reason.Message} ({inner.Message})" : reason.Message;

    [LoggerMessage(LogLevel.Warning,
        "Storage: {Reads} reads went without an answer and {Writes} writes were given up since the last such line; Clair is asked "
        + "instead, and answers stay right. Reason of the last: {Reason}")]
    private partial void LogLost(int reads, int writes, string reason);
}
