namespace Scanner.Webhook.Reviews;

/// <summary>Judges the images of one workload.</summary>
internal interface IImageReviewer
{
    /// <summary>
    /// Decides within <see cref="ImageReview.Budget"/>. The token is cancelled when the caller leaves, and some moments after
    /// the budget ends; an answer that comes later is not used.
    /// </summary>
    Task<Decision> ReviewAsync(ImageReview review, CancellationToken cancellationToken);
}
