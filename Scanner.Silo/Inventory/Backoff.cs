namespace Scanner.Silo.Inventory;

/// <summary>Growing pauses between tries: doubled each time, with chance, up to a longest one.</summary>
internal sealed class Backoff(TimeSpan first, TimeSpan longest)
{
    private int _tries;

    public void Reset() => _tries = 0;

    public TimeSpan Next() => After(_tries++);

    /// <summary>The pause after that many tries before it.</summary>
    public TimeSpan After(int tries)
    {
        var pause = first * Math.Pow(2, Math.Min(tries, 30));
        return (pause < longest ? pause : longest) * Jitter.Factor;
    }
}
