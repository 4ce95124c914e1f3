namespace Scanner.LoadHarness.Load;

/// <summary>What one window of load measured.</summary>
internal sealed record WindowResult
{
    public required string Target { get; init; }

    /// <summary>From the first request to the last answer.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Of the requests that were answered as they should be.</summary>
    public required LatencyHistogram Latency { get; init; }

    public required long Failures { get; init; }

    /// <summary>What was wrong, the first time.</summary>
    public string? FirstFailure { get; init; }

    /// <summary>Processor time used during the window.</summary>
    public required CpuReading Cpu { get; init; }

    public double RequestsPerSecond => Latency.Count / Elapsed.TotalSeconds;

    /// <summary>
    /// The part of the machine's processors, from 0 to 1, that went to processes which take no part; null where it is not known.
    /// </summary>
    public double? OthersShare => Cpu.Machine is { } machine
        ? Math.Max(0, (machine - Cpu.Server - Cpu.Silos - Cpu.Client) / (Elapsed * Environment.ProcessorCount))
        : null;

    public double MicrosecondsPerRequest(TimeSpan cpu) => cpu.TotalMicroseconds / Math.Max(1, Latency.Count);
}
