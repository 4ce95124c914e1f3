using Scanner.Reports;
using Scanner.Verdicts;

namespace Scanner.Webhook.Policy;

/// <summary>The configured policy as the rules that go with each question to a grain.</summary>
internal static class Rules
{
    public static VulnerabilityRules Of(PolicyOptions options) =>
        TryReadSeverity(options.HighestAcceptableSeverity, out var severity)
            ? new VulnerabilityRules { HighestAcceptableSeverity = severity }
            : throw new ArgumentException($"'{options.HighestAcceptableSeverity}' is not a severity.", nameof(options));

    /// <summary>Reads <c>None</c> (as null) or the name of a severity, in any case.</summary>
    public static bool TryReadSeverity(string? text, out Severity? severity)
    {
        severity = null;
        if (string.Equals(text, PolicyOptions.None, StringComparison.OrdinalIgnoreCase)) return true;
        if (!Severities.TryParse(text, StringComparison.OrdinalIgnoreCase, out var parsed)) return false;
        severity = parsed;
        return true;
    }
}
