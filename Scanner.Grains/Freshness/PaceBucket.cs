namespace Scanner.Grains.Freshness;

/// <summary>Hands out so many turns a second, and saves up no more than those of half a second. Called by one at a time.</summary>
/// <param name="rate">Turns a second.</param>
/// <param name="clock">Says how many there are by now; none at first.</param>
internal sealed class PaceBucket(int rate, TimeProvider clock)
{
    /// <summary>Longer than the pauses between two looks of a silo, so that none of the rate is lost.</summary>
    private static readonly TimeSpan MostSaved = TimeSpan.FromMilliseconds(500);

    private double _turns;
    private long _filledAt = clock.GetTimestamp();

    public int Take(int wanted)
    {
        var now = clock.GetTimestamp();
        _turns = Math.Min(Math.Max(1, rate * MostSaved.TotalSeconds), _turns + (clock.GetElapsedTime(_filledAt, now).TotalSeconds * rate));
        _filledAt = now;
        var taken = Math.Min(wanted, (int)_turns);
        _turns -= taken;
        return taken;
    }
}
