using System.Collections.Immutable;
using System.Text.Json;
using Scanner.Images;
using Scanner.Reports;
using Scanner.Silo.Inventory.Pods;
using Scanner.Silo.Inventory.Workloads;
using Scanner.Verdicts;

namespace Scanner.Silo.Tests.Inventory;

/// <summary>Pods and verdicts to try with.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    /// <summary>A digest that only this number has.</summary>
    public static string DigestOf(int number) => $"sha256:{number:x64}";

    public static ImageReference Image(int number, string name = "registry.example/team/web") =>
        ImageReference.Parse($"{name}:v{number}@{DigestOf(number)}");

    public static PodFacts Pod(int workload, params int[] images) => Pod(Guid.NewGuid(), workload, images);

    public static PodFacts Pod(Guid uid, int workload, params int[] images) => new()
    {
        Uid = uid,
        Workload = new WorkloadId("team", "apps/v1", "Deployment", $"web-{workload}", null),
        PullContext = new PullContext { Namespace = "team", ServiceAccountName = "default" },
        Images = [.. images.Select(image => Image(image))],
        IsPartial = false,
    };

    public static PodJson Read(string json) => JsonSerializer.Deserialize(json, PodJsonContext.Default.PodJson)!;

    public static Verdict Accepted { get; } = new() { Outcome = VerdictOutcome.Accepted, DatabaseTime = Now };

    public static Verdict Refused(params string[] vulnerabilities) => Refused([.. vulnerabilities.Select(Finding)]);

    public static Verdict Refused(ImmutableArray<Finding> findings) => new()
    {
        Outcome = VerdictOutcome.Refused,
        Found = SeverityCounts.Of(findings),
        Refused = SeverityCounts.Of(findings),
        RefusedWithFix = findings.Count(finding => finding.FixedBy is not null),
        Worst = [.. findings.Take(Verdict.MaxFindings)],
        DatabaseTime = Now - TimeSpan.FromHours(3),
    };

    public static Finding Finding(string vulnerability) => new()
    {
        Vulnerability = vulnerability,
        Severity = Severity.Critical,
        Feature = "glibc",
        Version = "2.36-9",
        FixedBy = "2.36-10",
        Namespace = "debian:12",
    };
}
