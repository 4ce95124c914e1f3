using Scanner.Reports;
using Scanner.Verdicts;

namespace Scanner.Silo.Inventory.Judging;

/// <summary>
/// The part of the webhook's policy that the inventory judges by: the same key, because it tells what the webhook would refuse.
/// Section <c>Policy</c>.
/// </summary>
internal sealed class InventoryPolicyOptions
{
    public const string Section = "Policy";

    /// <summary>The value of <see cref="HighestAcceptableSeverity"/> that accepts no vulnerability at all.</summary>
    public const string None = "None";

    /// <summary>Vulnerabilities up to this severity are accepted: <c>None</c>, or a severity from Unknown to Defcon1.</summary>
    public string HighestAcceptableSeverity { get; set; } = None;

    /// <exception cref="InvalidOperationException">It is not valid.</exception>
    public VulnerabilityRules ToRules() => TryRead(HighestAcceptableSeverity, out var severity)
        ? new VulnerabilityRules { HighestAcceptableSeverity = severity }
        : throw new InvalidOperationException($"'{HighestAcceptableSeverity}' is not a severity.");

    /// <summary>Reads <c>None</c> (as null) or the name of a severity, in any case.</summary>
    public static bool TryRead(string? text, out Severity? severity)
    {
        severity = null;
        if (string.Equals(text, None, StringComparison.OrdinalIgnoreCase)) return true;
        if (!Severities.TryParse(text, StringComparison.OrdinalIgnoreCase, out var parsed)) return false;
        severity = parsed;
        return true;
    }
}
