using System.Security.Cryptography;
using System.Text;
using Scanner.Images;
using Scanner.Reports;

namespace Scanner.Silo.Tests.Storage.Support;

/// <summary>Reports as Clair makes them: many vulnerabilities of few packages, each with a link of its own.</summary>
internal static class SampleReport
{
    private static readonly DateTimeOffset Time = new(2026, 11, 24, 2, 0, 0, TimeSpan.Zero);

    public static GrainId Grain(int number) => GrainId.Create("image", DigestOf(number).ToString());

    public static Digest DigestOf(int number) =>
        Digest.Parse("sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"sample {number}"))));

    public static ScanReport Of(int number, int findings)
    {
        var random = new Random(number);
        return new ScanReport
        {
            Digest = DigestOf(number),
            AncestryName = $"{DigestOf(number)}.{number}",
            Layers = [.. Enumerable.Range(0, 6).Select(layer => new LayerSummary
            {
                Digest = DigestOf((number * 100) + layer),
                FeatureCount = 40 + layer,
                VulnerabilityCount = findings / 6,
            })],
            Findings = [.. Enumerable.Range(0, findings).Select(_ => FindingOf(random))],
            DatabaseTime = Time,
            Detectors = "apk:1.0,dpkg:1.0,os-release:1.0",
            ReadAt = Time,
        };
    }

    private static Finding FindingOf(Random random)
    {
        var (name, package) = ($"CVE-{2015 + random.Next(12)}-{random.Next(1000, 50000)}", random.Next(150));
        return new Finding
        {
            Vulnerability = name,
            Severity = (Severity)random.Next(1, 6),
            Feature = $"lib{(char)('a' + (package % 26))}package{package}",
            Version = $"{package % 9}.{package % 31}.{package}-{package % 4}+deb12u{package % 7}",
            FixedBy = random.Next(3) == 0
                ? null
                : $"{package % 9}.{package % 31}.{package}-{package % 4}+deb12u{7 + random.Next(5)}",
            Namespace = "debian:12",
            Link = $"https://security-tracker.debian.org/tracker/{name}",
        };
    }
}
