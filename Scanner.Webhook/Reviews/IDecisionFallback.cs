namespace Scanner.Webhook.Reviews;

/// <summary>Decides where the reviewer did not.</summary>
internal interface IDecisionFallback
{
    /// <param name="review">What was to be judged.</param>
    /// <param name="exception">What the reviewer threw; null where its time ran out.</param>
    Decision Errored(ImageReview review, Exception? exception);
}
