namespace Scanner.Silo.Inventory;

/// <summary>Lets callers pass at a rate, a few at once after a quiet time, and with some chance in between.</summary>
/// <param name="interval">Between two, on the average.</param>
/// <param name="burst">How many pass at once after a quiet time.</param>
/// <param name="clock">The time.</param>
internal sealed class Pace(TimeSpan interval, int burst, TimeProvider clock)
{
    private readonly Lock _lock = new();

    /// <summary>When the turns given so far are used up at the rate alone.</summary>
    private DateTimeOffset _usedUpAt = DateTimeOffset.MinValue;

    /// <summary>Waits for a turn.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            if (_usedUpAt < now) _usedUpAt = now;
            wait = _usedUpAt - (now + interval * (burst - 1));
            _usedUpAt += interval * Jitter.Factor;
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, clock, cancellationToken) : Task.CompletedTask;
    }
}
