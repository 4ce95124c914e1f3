namespace Scanner.Webhook.Admission;

/// <summary>
/// When the answer to one request must be written. The token that says so comes half a margin later, so that whoever keeps to
/// the time that remains has its answer taken, and is not in a race with the one who takes it.
/// </summary>
internal sealed class AdmissionDeadline : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly long _started;
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _ended;
    private readonly CancellationTokenSource _endedOrLeft;

    /// <summary>The time starts now.</summary>
    /// <param name="timeout">Time until the caller gives up.</param>
    /// <param name="margin">How much of it is kept for the way back.</param>
    /// <param name="clock">Measures it.</param>
    /// <param name="left">Cancelled when the caller has left.</param>
    public AdmissionDeadline(TimeSpan timeout, TimeSpan margin, TimeProvider clock, CancellationToken left)
    {
        _clock = clock;
        _limit = timeout - margin;
        _started = clock.GetTimestamp();
        _ended = new CancellationTokenSource(timeout - (margin / 2), clock);
        _endedOrLeft = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token, left);
    }

    /// <summary>Time until the answer must be written; never negative.</summary>
    public TimeSpan Remaining
    {
        get
        {
            var remaining = _limit - _clock.GetElapsedTime(_started);
            return remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero;
        }
    }

    /// <summary>Cancelled half a margin after the deadline, or when the caller has left.</summary>
    public CancellationToken Token => _endedOrLeft.Token;

    /// <summary>Whether it is so late that nothing more can be waited for.</summary>
    public bool HasPassed => _ended.IsCancellationRequested;

    public void Dispose()
    {
        _endedOrLeft.Dispose();
        _ended.Dispose();
    }
}
