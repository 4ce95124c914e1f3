using System.Buffers;
using BenchmarkDotNet.Attributes;
using Scanner.Benchmarks.Reviews;
using Scanner.Webhook.Admission;
using Scanner.Webhook.Policy;
using Scanner.Webhook.Reviews;

namespace Scanner.Benchmarks.Admission;

/// <summary>The answer written as JSON.</summary>
[MemoryDiagnoser]
public class AdmissionResponseWriterBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private readonly AdmissionReview _review = new() { ApiVersion = AdmissionReview.V1, Uid = SampleDecisions.Review.Uid };
    private readonly Decision _allowed;
    private readonly Decision _denied;

    public AdmissionResponseWriterBenchmarks()
    {
        var decisions = new DecisionMaker(TimeProvider.System);
        _allowed = decisions.Decide(SampleDecisions.Review, SampleDecisions.Clean, new PolicyOptions());
        _denied = decisions.Decide(SampleDecisions.Review, SampleDecisions.Vulnerable, new PolicyOptions());
    }

    [Benchmark]
    public long Allow() => Write(_allowed);

    [Benchmark]
    public long Deny() => Write(_denied);

    private long Write(Decision decision)
    {
        _output.ResetWrittenCount();
        return AdmissionResponseWriter.Write(_output, _review, decision);
    }
}
