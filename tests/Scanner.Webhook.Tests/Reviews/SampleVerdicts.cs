using Scanner.Failures;
using Scanner.Images;
using Scanner.Reports;
using Scanner.Verdicts;
using Scanner.Webhook.Reviews;
using Scanner.Webhook.Workloads;

namespace Scanner.Webhook.Tests.Reviews;

/// <summary>Verdicts for tests that care about a few of their parts.</summary>
internal static class SampleVerdicts
{
    public static readonly DateTimeOffset DatabaseTime = new(2026, 11, 23, 15, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Now = DatabaseTime.AddHours(5);
    public static readonly Digest Digest = Digest.Parse("sha256:854c37e3be9fb49093f6e3eb3c47e7f1c943af2caa28e1ab1e2932c752a254ee");

    public static Verdict Accepted(params Severity[] found) => new()
    {
        Outcome = VerdictOutcome.Accepted,
        Digest = Digest,
        DatabaseTime = DatabaseTime,
        Found = Counts(found),
    };

    public static Verdict NothingDetected { get; } = new()
    {
        Outcome = VerdictOutcome.NothingDetected,
        Digest = Digest,
        DatabaseTime = DatabaseTime,
    };

    public static Verdict Failed(FailureKind kind = FailureKind.NotFound, string message = "registry.example answered 404.") =>
        Verdict.NotReadyBecause(Digest, new ScanFailure { Kind = kind, Message = message });

    public static Verdict Refused(params Finding[] findings) => new()
    {
        Outcome = VerdictOutcome.Refused,
        Digest = Digest,
        DatabaseTime = DatabaseTime,
        Found = SeverityCounts.Of(findings),
        Refused = SeverityCounts.Of(findings),
        RefusedWithFix = findings.Count(finding => finding.FixedBy is not null),
        Worst = [.. findings.Take(Verdict.MaxFindings)],
    };

    public static Finding Finding(string vulnerability, Severity severity, string? fixedBy) => new()
    {
        Vulnerability = vulnerability,
        Severity = severity,
        Feature = "glibc",
        Version = "2.36-9",
        FixedBy = fixedBy,
        Namespace = "debian:12",
    };

    public static ReviewedImage Image(Verdict verdict, string text = "registry.example/team/web:v1", int places = 1) => new()
    {
        Text = text,
        Verdict = verdict,
        Places = [.. Enumerable.Range(0, places).Select(index => new ContainerImage
        {
            Text = text, Container = index == 0 ? "web" : $"web-{index}", FieldPath = $"spec.containers[{index}].image",
        })],
    };

    private static SeverityCounts Counts(Severity[] severities) =>
        SeverityCounts.Of(severities.Select(severity => Finding("CVE-2024-2961", severity, null)));
}
