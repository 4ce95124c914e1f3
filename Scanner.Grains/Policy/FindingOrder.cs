using Scanner.Reports;

namespace Scanner.Grains.Policy;

/// <summary>
/// Worst first; among equals those with a fix, as they are the ones to act on; then by name, so that a message is the same
/// each time (Clair's own order is random).
/// </summary>
internal static class FindingOrder
{
    public static IEnumerable<Finding> WorstFirst(IEnumerable<Finding> findings) => findings
        .OrderByDescending(finding => finding.Severity)
        .ThenBy(finding => finding.FixedBy is null)
        .ThenBy(finding => finding.Feature, StringComparer.Ordinal)
        .ThenByDescending(finding => finding.Vulnerability, StringComparer.Ordinal);
}
