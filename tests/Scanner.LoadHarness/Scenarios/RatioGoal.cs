namespace Scanner.LoadHarness.Scenarios;

/// <summary>What is measured against a bare endpoint, and how near to it the webhook is to come.</summary>
internal sealed record RatioGoal
{
    public required string Title { get; init; }

    /// <summary>Whether the webhook may answer from its memory; otherwise each request misses it.</summary>
    public required bool FromMemory { get; init; }

    /// <summary>The webhook's requests/s, at least this part of the bare endpoint's.</summary>
    public required double Throughput { get; init; }

    /// <summary>The webhook's p99, at most this many times the bare endpoint's; null for no goal.</summary>
    public double? P99 { get; init; }

    public static RatioGoal Warm { get; } = new()
    {
        Title = "Reviews whose verdicts the webhook remembers, against a bare endpoint",
        FromMemory = true,
        Throughput = 0.80,
        P99 = 2,
    };

    public static RatioGoal Grains { get; } = new()
    {
        Title = "Reviews answered by warm grains of a silo, against a bare endpoint",
        FromMemory = false,
        Throughput = 0.45,
    };
}
