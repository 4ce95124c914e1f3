using System.Globalization;
using System.Text;
using Scanner.Failures;
using Scanner.Reports;
using Scanner.Verdicts;
using Scanner.Webhook.Workloads;

namespace Scanner.Webhook.Reviews;

/// <summary>
/// The page of Scanner that most users ever see: the denial in kubectl's output. What matters stands first, because an Event
/// (where a controller's denial ends up) keeps about 1,000 characters.
/// </summary>
internal static class DenialMessage
{
    /// <summary>Images told in full; the rest is counted.</summary>
    public const int MaxImages = 5;

    /// <summary>Vulnerabilities told of each image; the rest is counted.</summary>
    public const int MaxFindings = 5;

    /// <summary>Characters of a name, version or reason from outside.</summary>
    private const int MaxText = 400;

    /// <summary>Characters of a failure, which may name each of a pod's pull secrets and what is wrong with it.</summary>
    private const int MaxFailure = 1_000;

    private const string Others = " for the others use another base image, or ask the cluster's operators.";

    public static string Write(IReadOnlyList<ReviewedImage> refused, int imageCount, DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{refused.Count} of {Count(imageCount, "image")} may not run.");
        foreach (var image in refused.OrderByDescending(image => image.Verdict.Outcome).Take(MaxImages)) WriteImage(text, image, now);
        if (refused.Count > MaxImages)
            text.Append(CultureInfo.InvariantCulture, $"\nand {Count(refused.Count - MaxImages, "more image")}");
        return text.ToString();
    }

    private static void WriteImage(StringBuilder text, ReviewedImage image, DateTimeOffset now)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n{Show(image.Text)} ({Places(image)})");
        switch (image.Verdict.Outcome)
        {
            case VerdictOutcome.Refused:
                WriteFindings(text, image.Verdict);
                break;
            case VerdictOutcome.NothingDetected:
                text.Append("\n  Clair detected no package in any layer, so nothing can be said about it. Use an image with a package "
                    + "database that Clair reads, or ask the cluster's operators.");
                break;
            case VerdictOutcome.NotReady when image.Verdict.Failure is { } failure:
                WriteFailure(text, failure);
                break;
            default:
                text.Append(CultureInfo.InvariantCulture,
                    $"\n  is not judged yet: {Show(image.Verdict.Progress ?? "nothing is known")}. The scan goes on; "
                    + $"try again in a few seconds (controllers do by themselves).");
                break;
        }

        if (image.Verdict.Digest is { } digest) text.Append(CultureInfo.InvariantCulture, $"\n  digest {digest}");
        if (image.Verdict.DatabaseTime is { } time)
            text.Append(CultureInfo.InvariantCulture, $"\n  judged by Clair's data of {time.UtcDateTime:yyyy-MM-dd HH:mm} UTC ({Age(now - time)} old)");
        foreach (var remark in FreshnessRemarks.Of(image.Verdict)) text.Append("\n  ").Append(remark);
    }

    private static void WriteFailure(StringBuilder text, ScanFailure failure)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n  cannot be judged: {Excerpt.Of(failure.Message, MaxFailure)}");
        // No later try makes an image of what is none.
        if (failure.RetryAt == default || failure.Kind == FailureKind.ReferenceInvalid) return;
        text.Append(CultureInfo.InvariantCulture, $" Scanner tries again when asked after {failure.RetryAt.UtcDateTime:HH:mm:ss} UTC.");
    }

    private static void WriteFindings(StringBuilder text, Verdict verdict)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n  has {Vulnerabilities(verdict.Refused.Total)} that policy does not accept: {verdict.Refused}");
        foreach (var finding in verdict.Worst.Take(MaxFindings)) text.Append("\n  - ").Append(Line(finding));
        if (verdict.Refused.Total > MaxFindings)
            text.Append(CultureInfo.InvariantCulture, $"\n  - and {verdict.Refused.Total - MaxFindings} more");
        text.Append(verdict.RefusedWithFix switch
        {
            0 => "\n  No fix is published yet: use another base image, remove the packages, or ask the cluster's operators.",
            var fixable when fixable == verdict.Refused.Total => "\n  Rebuild the image with the fixed versions and deploy it under a new tag.",
            1 => "\n  1 of them has a fix: rebuild the image with the fixed version;" + Others,
            var fixable => $"\n  {fixable} of them have a fix: rebuild the image with the fixed versions;" + Others,
        });
    }

    private static string Line(Finding finding) =>
        Show($"{finding.Severity} {finding.Vulnerability} in {finding.Feature} {finding.Version}"
            + (finding.FixedBy is null ? ", no fix yet" : $", fixed in {finding.FixedBy}")
            + (finding.Platform is null ? "" : $" [{finding.Platform}]"));

    private static string Places(ReviewedImage image)
    {
        var first = image.Places[0];
        var more = image.Places.Length - 1;
        return $"container {Show(first.Container)}, {Show(first.FieldPath)}{(more == 0 ? "" : $" and {Count(more, "more place")}")}";
    }

    private static string Age(TimeSpan age) => age switch
    {
        { TotalDays: >= 2 } => $"{(int)age.TotalDays} days",
        { TotalHours: >= 2 } => $"{(int)age.TotalHours} hours",
        { TotalMinutes: >= 2 } => $"{(int)age.TotalMinutes} minutes",
        _ => "less than 2 minutes",
    };

    private static string Vulnerabilities(int count) => count == 1 ? "1 vulnerability" : $"{count} vulnerabilities";

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    /// <summary>Text from outside: short, and without a line break that would forge a line of ours.</summary>
    private static string Show(string text) => Excerpt.Of(text, MaxText);
}
