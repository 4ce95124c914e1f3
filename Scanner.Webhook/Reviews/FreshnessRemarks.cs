using System.Globalization;
using Scanner.Verdicts;

namespace Scanner.Webhook.Reviews;

/// <summary>What the user should know about the age of what an image was judged by.</summary>
internal static class FreshnessRemarks
{
    /// <returns>Clauses without a full stop; none where everything is up to date.</returns>
    public static IEnumerable<string> Of(Verdict verdict)
    {
        if (verdict.ReplacedAt is { } replaced)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"Clair has newer data since {replaced.UtcDateTime:yyyy-MM-dd HH:mm} UTC, by which it will be judged soon");
        }

        if (verdict.TagAsOf is { } resolved)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"the registry does not answer just now; its tag is taken for what it was at {resolved.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
        }
    }
}
