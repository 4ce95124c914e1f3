using System.Globalization;
using Scanner.Verdicts;
using Scanner.Webhook.Policy;

namespace Scanner.Webhook.Reviews;

/// <summary>What is worth knowing about an image that is let in, as one line for kubectl's <c>Warning:</c>.</summary>
internal static class ImageWarnings
{
    /// <returns>Null where there is nothing to tell.</returns>
    public static string? Of(ReviewedImage image, Leniency leniency)
    {
        // Most images have nothing to tell, and are let through in a hurry.
        if (image.Verdict is { Outcome: VerdictOutcome.Accepted, Found.Total: 0, ReplacedAt: null, TagAsOf: null }) return null;
        var parts = string.Join("; ", Parts(image.Verdict, leniency));
        return parts.Length == 0 ? null : $"image {image.Text}: {parts}";
    }

    private static IEnumerable<string> Parts(Verdict verdict, Leniency leniency)
    {
        var outcome = verdict.Outcome switch
        {
            VerdictOutcome.Accepted when verdict.Found.Total > 0 => $"policy accepts its known vulnerabilities: {verdict.Found}",
            VerdictOutcome.NothingDetected when leniency == Leniency.Warn =>
                "Clair detected no package in any layer, so its vulnerabilities are not known",
            VerdictOutcome.NotReady when leniency == Leniency.Warn =>
                $"let in without being judged: {verdict.Failure?.Message ?? verdict.Progress}",
            _ => null,
        };
        if (outcome is not null) yield return outcome;
        if (verdict.DatabaseTime is { } time && verdict.ReplacedAt is not null)
            yield return string.Create(CultureInfo.InvariantCulture, $"judged by Clair's data of {time.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
        foreach (var remark in FreshnessRemarks.Of(verdict)) yield return remark;
    }
}
