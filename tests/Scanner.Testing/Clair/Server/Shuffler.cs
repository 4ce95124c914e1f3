namespace Scanner.Testing.Clair.Server;

/// <summary>Gives lists an order that differs from call to call, as Go's maps do.</summary>
internal sealed class Shuffler(int seed)
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    public T[] Shuffle<T>(IEnumerable<T> items)
    {
        T[] shuffled = [.. items];
        lock (_lock) _random.Shuffle(shuffled);
        return shuffled;
    }
}
