using Microsoft.Extensions.Options;
using Scanner.Failures;
using Scanner.Verdicts;
using Scanner.Webhook.Policy;

namespace Scanner.Webhook.Reviews;

/// <summary>The decision where the reviewer gave none: every image is not ready, and policy says what that means.</summary>
internal sealed class DecisionFallback(DecisionMaker decisions, IOptionsMonitor<PolicyOptions> policy) : IDecisionFallback
{
    public Decision Errored(ImageReview review, Exception? exception)
    {
        var verdict = exception is null or OperationCanceledException
            ? Verdict.NotReadyYet(null, "there was no answer in time")
            : Verdict.NotReadyBecause(null, new ScanFailure
            {
                Kind = FailureKind.Internal,
                Message = $"Scanner itself failed; its log has the details under review {review.Uid}.",
            });
        return decisions.Decide(
            review,
            [.. review.Pods
                .SelectMany(pod => pod.Images)
                .GroupBy(image => image.Text)
                .Select(places => new ReviewedImage { Text = places.Key, Places = [.. places], Verdict = verdict })],
            policy.CurrentValue);
    }
}
