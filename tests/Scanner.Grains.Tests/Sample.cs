using Scanner.Grains.Policy;
using Scanner.Images;
using Scanner.Reports;

namespace Scanner.Grains.Tests;

/// <summary>Facts for tests that care about a few of them.</summary>
internal static class Sample
{
    public static readonly DateTimeOffset DatabaseTime = new(2026, 11, 23, 15, 0, 0, TimeSpan.Zero);

    private static int _vulnerabilities;

    public static Finding Finding(Severity severity, string? fixedBy = "2.36-9+deb12u7", string feature = "glibc") => new()
    {
        Vulnerability = $"CVE-2024-{Interlocked.Increment(ref _vulnerabilities):0000}",
        Severity = severity,
        Feature = feature,
        Version = "2.36-9",
        FixedBy = fixedBy,
        Namespace = "debian:12",
    };

    public static LayerSummary Layer(int features = 3, int vulnerabilities = 0) =>
        new() { Digest = Digest.Of("layer"u8), FeatureCount = features, VulnerabilityCount = vulnerabilities };

    public static ScanReport Report(params Finding[] findings) => new()
    {
        Digest = Digest.Of("manifest"u8),
        AncestryName = "sha256:manifest#1",
        Layers = [Layer(vulnerabilities: findings.Length)],
        Findings = [.. FindingOrder.WorstFirst(findings)],
        DatabaseTime = DatabaseTime,
        Detectors = "dpkg:1.0",
        ReadAt = DatabaseTime,
    };
}
