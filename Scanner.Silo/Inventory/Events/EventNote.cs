using System.Globalization;
using System.Text;
using Scanner.Images;
using Scanner.Reports;
using Scanner.Verdicts;

namespace Scanner.Silo.Inventory.Events;

/// <summary>
/// What an Event says, in one line: what it means, the image, the worst vulnerabilities, what to do, and how old the data is.
/// What does not fit are vulnerabilities; they are counted.
/// </summary>
internal static class EventNote
{
    /// <summary>
    /// Characters; the API server takes 1,024 bytes (kubernetes/kubernetes, pkg/apis/core/validation, events.go).
    /// </summary>
    public const int MaxLength = 1_000;

    /// <summary>Vulnerabilities named, as many as a denial names.</summary>
    private const int MaxFindings = 5;

    /// <summary>Characters of one vulnerability with its package and versions.</summary>
    private const int MaxFinding = 200;

    /// <summary>Characters of an image, its digest included; a longer one keeps its end.</summary>
    private const int MaxImage = 300;

    public static string Write(ImageReference image, Verdict verdict, DateTimeOffset now)
    {
        var count = verdict.Refused.Total;
        var head = $"Would be refused if restarted now: image {End(Plain(image.ToString()), MaxImage)} has "
            + $"{(count == 1 ? "1 vulnerability" : $"{count} vulnerabilities")} that policy does not accept: {verdict.Refused}.";
        var tail = new StringBuilder(Advice(verdict, count));
        if (verdict.DatabaseTime is { } time)
        {
            tail.Append(
                CultureInfo.InvariantCulture, $" Judged by Clair's data of {time.UtcDateTime:yyyy-MM-dd HH:mm} UTC ({Age(now - time)} old).");
        }

        if (verdict.ReplacedAt is not null) tail.Append(" Clair has newer data, by which it will be judged soon.");

        var text = new StringBuilder(head);
        var told = 0;
        foreach (var finding in verdict.Worst.Take(MaxFindings))
        {
            var line = $"{(told == 0 ? " " : "; ")}{Line(finding)}";
            if (text.Length + line.Length + More(count).Length + tail.Length > MaxLength) break;
            text.Append(line);
            told++;
        }

        if (told > 0) text.Append(count > told ? More(count - told) : ".");
        return text.Append(tail).ToString();
    }

    private static string More(int count) => $"; and {count} more.";

    private static string Advice(Verdict verdict, int count) => verdict.RefusedWithFix switch
    {
        0 => " No fix is published yet: use another base image, remove the packages, or ask the cluster's operators.",
        var fixable when fixable == count => " Rebuild the image with the fixed versions and deploy it under a new tag.",
        1 => " 1 of them has a fix: rebuild the image with the fixed version.",
        var fixable => $" {fixable} of them have a fix: rebuild the image with the fixed versions.",
    };

    private static string Line(Finding finding)
    {
        var line = Plain($"{finding.Severity} {finding.Vulnerability} in {finding.Feature} {finding.Version}"
            + (finding.FixedBy is null ? ", no fix yet" : $", fixed in {finding.FixedBy}")
            + (finding.Platform is null ? "" : $" [{finding.Platform}]"));
        return line.Length <= MaxFinding ? line : $"{line[..(MaxFinding - 3)]}...";
    }

    private static string Age(TimeSpan age) => age switch
    {
        { TotalDays: >= 2 } => $"{(int)age.TotalDays} days",
        { TotalHours: >= 2 } => $"{(int)age.TotalHours} hours",
        { TotalMinutes: >= 2 } => $"{(int)age.TotalMinutes} minutes",
        _ => "less than 2 minutes",
    };

    private static string End(string text, int length) => text.Length <= length ? text : $"...{text[^(length - 3)..]}";

    /// <summary>
    /// Text from outside, with a mark for whatever is no printable ASCII: the API server counts bytes, and a line break would
    /// forge a line.
    /// </summary>
    private static string Plain(string text) => string.Create(text.Length, text, static (span, source) =>
    {
        for (var i = 0; i < source.Length; i++) span[i] = source[i] is >= ' ' and <= '~' ? source[i] : '?';
    });
}
