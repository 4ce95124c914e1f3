using BenchmarkDotNet.Attributes;
using Scanner.Webhook.Policy;
using Scanner.Webhook.Reviews;

namespace Scanner.Benchmarks.Reviews;

/// <summary>Three verdicts joined into one decision, with its audit annotations.</summary>
[MemoryDiagnoser]
public class DecisionMakerBenchmarks
{
    private readonly DecisionMaker _decisions = new(TimeProvider.System);
    private readonly PolicyOptions _policy = new();

    [Benchmark]
    public object Allow() => _decisions.Decide(SampleDecisions.Review, SampleDecisions.Clean, _policy);

    [Benchmark]
    public object Deny() => _decisions.Decide(SampleDecisions.Review, SampleDecisions.Vulnerable, _policy);
}
