namespace Scanner.Grains.Notifications;

/// <summary>Spreads look-ups evenly over time. For one caller at a time.</summary>
internal sealed class LookupPace(TimeProvider clock)
{
    /// <summary>
    /// Look-ups a second and silo. One takes a real Clair 10 ms: a fifth of one core, where it serves some forty reports a
    /// second. A flood of 3,400 is worked off in three minutes.
    /// </summary>
    public const int PerSecond = 20;

    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1) / PerSecond;

    private DateTimeOffset _next = DateTimeOffset.MinValue;

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        var wait = _next - clock.GetUtcNow();
        if (wait > TimeSpan.Zero) await Task.Delay(wait, clock, cancellationToken);
        _next = clock.GetUtcNow() + Interval;
    }
}
