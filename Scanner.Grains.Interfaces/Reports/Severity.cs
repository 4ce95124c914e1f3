namespace Scanner.Reports;

/// <summary>Clair's severities, mildest first; comparisons follow this order.</summary>
public enum Severity
{
    Unknown,
    Negligible,
    Low,
    Medium,
    High,
    Critical,
    Defcon1,
}
