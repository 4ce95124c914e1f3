using Scanner.Webhook.Admission;
using Scanner.Webhook.Reviews;

namespace Scanner.Webhook.Tests.Admission;

/// <summary>Denies, saying why it was asked.</summary>
internal sealed class FakeFallback : IDecisionFallback
{
    public Exception? Throws { get; set; }

    public Decision Errored(ImageReview review, Exception? exception)
    {
        if (Throws is not null) throw Throws;
        return AdmissionResponses.Denied($"fallback for {review.Workload}: {exception?.Message ?? "out of time"}");
    }
}
