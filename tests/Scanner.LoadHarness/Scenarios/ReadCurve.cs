namespace Scanner.LoadHarness.Scenarios;

/// <summary>How many reads there were by which time.</summary>
internal sealed class ReadCurve
{
    private readonly long _begun = TimeProvider.System.GetTimestamp();
    private readonly List<(TimeSpan At, int Count)> _points = [(TimeSpan.Zero, 0)];

    public int Count => _points[^1].Count;

    /// <summary>Until the last look.</summary>
    public TimeSpan Took => _points[^1].At;

    public void Add(int count) => _points.Add((TimeProvider.System.GetElapsedTime(_begun), count));

    /// <summary>The most reads within any so long a time.</summary>
    public int Busiest(TimeSpan window)
    {
        var (most, first) = (0, 0);
        foreach (var (at, count) in _points)
        {
            while (at - _points[first].At > window) first++;
            most = Math.Max(most, count - _points[first].Count);
        }

        return most;
    }
}
