using Scanner.Images;
using Scanner.Verdicts;

namespace Scanner.Webhook.Reviews;

/// <summary>Asks about one image.</summary>
internal interface IImageInquiry
{
    /// <summary>The verdict; what goes wrong is one that is not ready.</summary>
    /// <param name="image">The reference in full.</param>
    /// <param name="pullContext">On whose behalf.</param>
    /// <param name="rules">What to judge by.</param>
    /// <param name="patience">How long the caller can wait for the answer.</param>
    /// <param name="cancellationToken">The caller is gone.</param>
    /// <exception cref="OperationCanceledException">The caller is gone; nothing else is thrown.</exception>
    Task<Verdict> AskAsync(
        ImageReference image, PullContext pullContext, VulnerabilityRules rules, TimeSpan patience,
        CancellationToken cancellationToken);
}
