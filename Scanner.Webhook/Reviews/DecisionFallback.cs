using Scanner.Webhook.Policy;

namespace Scanner.Webhook.Reviews;

/// <summary>The decision where the reviewer gave none: every image is not ready, and policy says what that means.</summary>
internal sealed class DecisionFallback(DecisionMaker decisions, ICurrentPolicy policy) : IDecisionFallback
{
    public Decision Errored(ImageReview review, Exception? exception)
    {
        var verdict = exception is null or OperationCanceledException
            ? Unanswered.InTime(null)
            : Unanswered.ByFault(review.Uid);
        return decisions.Decide(
            review,
            [.. review.Pods
                .SelectMany(pod => pod.Images)
                .GroupBy(image => image.Text)
                .Select(places => new ReviewedImage { Text = places.Key, Places = [.. places], Verdict = verdict })],
            policy.Value.Options);
    }
}
