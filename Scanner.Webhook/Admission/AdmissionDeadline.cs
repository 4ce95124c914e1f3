namespace Scanner.Webhook.Admission;

/// <summary>When the answer to one request must be written, and a token that says so.</summary>
internal sealed class AdmissionDeadline : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly long _started;
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _ended;
    private readonly CancellationTokenSource _endedOrLeft;

    /// <summary>The time starts now.</summary>
    /// <param name="limit">Time until the answer must be written.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="left">Cancelled when the caller has left.</param>
    public AdmissionDeadline(TimeSpan limit, TimeProvider clock, CancellationToken left)
    {
        _clock = clock;
        _limit = limit;
        _started = clock.GetTimestamp();
        _ended = new CancellationTokenSource(limit, clock);
        _endedOrLeft = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token, left);
    }

    /// <summary>Never negative.</summary>
    public TimeSpan Remaining
    {
        get
        {
            var remaining = _limit - _clock.GetElapsedTime(_started);
            return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
        }
    }

    /// <summary>Cancelled at the deadline, or when the caller has left.</summary>
    public CancellationToken Token => _endedOrLeft.Token;

    public bool HasPassed => _ended.IsCancellationRequested;

    public void Dispose()
    {
        _endedOrLeft.Dispose();
        _ended.Dispose();
    }
}
