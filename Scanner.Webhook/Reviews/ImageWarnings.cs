using Scanner.Verdicts;
using Scanner.Webhook.Policy;

namespace Scanner.Webhook.Reviews;

/// <summary>What is worth knowing about an image that is let in, as one line for kubectl's <c>Warning:</c>.</summary>
internal static class ImageWarnings
{
    /// <returns>Null where there is nothing to tell.</returns>
    public static string? Of(ReviewedImage image, Leniency leniency)
    {
        var verdict = image.Verdict;
        return verdict.Outcome switch
        {
            VerdictOutcome.Accepted when verdict.Found.Total > 0 =>
                $"image {image.Text}: policy accepts its known vulnerabilities: {verdict.Found}",
            VerdictOutcome.NothingDetected when leniency == Leniency.Warn =>
                $"image {image.Text}: Clair detected no package in any layer, so its vulnerabilities are not known",
            VerdictOutcome.NotReady when leniency == Leniency.Warn =>
                $"image {image.Text}: let in without being judged: {verdict.Failure?.Message ?? verdict.Progress}",
            _ => null,
        };
    }
}
