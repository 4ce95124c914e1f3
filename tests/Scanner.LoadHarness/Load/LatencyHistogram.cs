using System.Numerics;

namespace Scanner.LoadHarness.Load;

/// <summary>
/// Latencies counted in buckets that grow with the value: exact to a microsecond below 128 µs, to 1.6 % above. For one thread;
/// threads' histograms are added up afterwards.
/// </summary>
internal sealed class LatencyHistogram
{
    /// <summary>Buckets from one power of two to the next.</summary>
    private const int Steps = 64;

    private const int StepBits = 6;

    private readonly long[] _counts = new long[Steps * 32];

    public long Count => _counts.Sum();

    public void Record(TimeSpan latency)
    {
        var microseconds = (uint)Math.Clamp(latency.Ticks / TimeSpan.TicksPerMicrosecond, 0, int.MaxValue);
        var shift = Math.Max(0, BitOperations.Log2(microseconds) - StepBits);
        _counts[(shift * Steps) + (int)(microseconds >> shift)]++;
    }

    public void Add(LatencyHistogram other)
    {
        for (var index = 0; index < _counts.Length; index++) _counts[index] += other._counts[index];
    }

    /// <summary>The latency that this share of requests did not exceed; zero where there was no request.</summary>
    /// <param name="share">From 0 to 1: 0.99.</param>
    public TimeSpan Percentile(double share)
    {
        var wanted = Math.Ceiling(Count * share);
        long seen = 0;
        for (var index = 0; index < _counts.Length; index++)
        {
            seen += _counts[index];
            if (_counts[index] > 0 && seen >= wanted) return TimeSpan.FromMicroseconds(LargestOf(index));
        }

        return TimeSpan.Zero;
    }

    private static long LargestOf(int index)
    {
        var shift = Math.Max(0, (index / Steps) - 1);
        return (((long)index - (shift * Steps) + 1) << shift) - 1;
    }
}
