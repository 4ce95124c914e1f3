using System.Globalization;
using Scanner.Images;
using Scanner.Reports;

namespace Scanner.Benchmarks;

/// <summary>Reports of any size, with severities in the proportions of a Debian image.</summary>
internal static class SampleReports
{
    public static readonly DateTimeOffset DatabaseTime = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Severity[] Severities =
    [
        Severity.Negligible, Severity.Low, Severity.Negligible, Severity.Medium, Severity.Unknown, Severity.High,
        Severity.Critical,
    ];

    public static ScanReport WithFindings(int count)
    {
        var digest = Digest.Of("image"u8);
        return new ScanReport
        {
            Digest = digest,
            AncestryName = $"{digest}#attempt",
            Layers = [new LayerSummary { Digest = Digest.Of("layer"u8), FeatureCount = 100, VulnerabilityCount = count }],
            Findings = [.. Enumerable.Range(0, count).Select(FindingOf)],
            DatabaseTime = DatabaseTime,
            Detectors = "dpkg:1.0",
            ReadAt = DatabaseTime,
        };
    }

    private static Finding FindingOf(int number) => new()
    {
        Vulnerability = string.Create(CultureInfo.InvariantCulture, $"CVE-2025-{number:00000}"),
        Severity = Severities[number % Severities.Length],
        Feature = string.Create(CultureInfo.InvariantCulture, $"package-{number / 3}"),
        Version = "2.36-9",
        FixedBy = number % 2 == 0 ? "2.36-9+deb12u7" : null,
        Namespace = "debian:12",
        Link = string.Create(
            CultureInfo.InvariantCulture, $"https://security-tracker.debian.org/tracker/CVE-2025-{number:00000}"),
    };
}
