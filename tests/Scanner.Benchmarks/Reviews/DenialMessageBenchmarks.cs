using BenchmarkDotNet.Attributes;
using Scanner.Webhook.Reviews;

namespace Scanner.Benchmarks.Reviews;

/// <summary>The text of a denial.</summary>
[MemoryDiagnoser]
public class DenialMessageBenchmarks
{
    [Benchmark]
    public string Write() =>
        DenialMessage.Write(SampleDecisions.Vulnerable, SampleDecisions.Vulnerable.Length, SampleReports.DatabaseTime);
}
