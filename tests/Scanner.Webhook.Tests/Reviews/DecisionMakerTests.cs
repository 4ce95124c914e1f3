using Microsoft.Extensions.Time.Testing;
using Scanner.Failures;
using Scanner.Reports;
using Scanner.Verdicts;
using Scanner.Webhook.Policy;
using Scanner.Webhook.Reviews;

namespace Scanner.Webhook.Tests.Reviews;

public sealed class DecisionMakerTests
{
    private static readonly ImageReview Review = new()
    {
        Uid = "1",
        Workload = "Pod team-a/web",
        Pods = [],
        Warnings = ["noted while reading"],
        Budget = TimeSpan.FromSeconds(9),
    };

    private readonly DecisionMaker _decisions = new(new FakeTimeProvider(SampleVerdicts.Now));

    [Theory]
    [InlineData(Leniency.Deny, false, 1)]
    [InlineData(Leniency.Warn, true, 2)]
    [InlineData(Leniency.Allow, true, 1)]
    public void Decide_NotReady_FollowsPolicy(Leniency leniency, bool allowed, int warnings)
    {
        var decision = Decide(new PolicyOptions { WhenNotReady = leniency }, SampleVerdicts.Failed());

        Assert.Equal(allowed, decision.Allowed);
        Assert.Equal(warnings, decision.Warnings.Length);
        Assert.Contains(decision.AuditAnnotations, annotation => annotation.Value.Contains("NotReady (NotFound)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Leniency.Deny, false, 1)]
    [InlineData(Leniency.Warn, true, 2)]
    [InlineData(Leniency.Allow, true, 1)]
    public void Decide_NothingDetected_FollowsPolicy(Leniency leniency, bool allowed, int warnings)
    {
        var decision = Decide(new PolicyOptions { WhenNothingDetected = leniency }, SampleVerdicts.NothingDetected);

        Assert.Equal(allowed, decision.Allowed);
        Assert.Equal(warnings, decision.Warnings.Length);
    }

    [Theory]
    [InlineData(Leniency.Warn, Leniency.Deny, false, "Clair detected no package")]
    [InlineData(Leniency.Deny, Leniency.Warn, false, "is not judged yet")]
    [InlineData(Leniency.Allow, Leniency.Warn, true, "Clair detected no package")]
    [InlineData(Leniency.Warn, Leniency.Allow, true, "let in without being judged")]
    public void Decide_PlatformsThatDiffer_StrictestDecidesAndIsTold(
        Leniency notReady, Leniency nothingDetected, bool allowed, string told)
    {
        var verdict = Verdict.NotReadyYet(SampleVerdicts.Digest, "reading") with
        {
            PlatformOutcomes = [VerdictOutcome.NothingDetected, VerdictOutcome.NotReady],
        };

        var decision = Decide(new PolicyOptions { WhenNotReady = notReady, WhenNothingDetected = nothingDetected }, verdict);

        Assert.Equal(allowed, decision.Allowed);
        Assert.Contains(told, allowed ? decision.Warnings[1] : decision.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_UnreadableReference_IsDeniedWhateverThePolicy() =>
        Assert.False(Decide(new PolicyOptions { WhenNotReady = Leniency.Allow }, SampleVerdicts.Failed(FailureKind.ReferenceInvalid)).Allowed);

    [Fact]
    public void Decide_OneOfTwoRefused_IsDeniedAndTellsOnlyThatOne()
    {
        var decision = Decide(new PolicyOptions(), SampleVerdicts.Accepted(), SampleVerdicts.Refused(SampleVerdicts.Finding("CVE-2024-2961", Severity.High, null)));

        Assert.False(decision.Allowed);
        Assert.StartsWith("1 of 2 images may not run.", decision.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_AcceptedWithVulnerabilities_WarnsWithCounts()
    {
        var decision = Decide(new PolicyOptions(), SampleVerdicts.Accepted(Severity.Low, Severity.Low));

        Assert.True(decision.Allowed);
        Assert.Null(decision.Message);
        Assert.Contains("2 Low", decision.Warnings[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Decide_Images_AreAnnotatedWithDigestAndCounts()
    {
        var decision = Decide(new PolicyOptions(), SampleVerdicts.Refused(SampleVerdicts.Finding("CVE-2024-2961", Severity.High, null)));

        Assert.Equal(
            [
                new("decision", "denied"),
                new("images", "1"),
                new("image-0", $"registry.example/team/web:v1 {SampleVerdicts.Digest} Refused; found 1 High; refused 1 High; data of 2026-11-23T15:00:00Z"),
            ],
            decision.AuditAnnotations);
    }

    private Decision Decide(PolicyOptions policy, params Verdict[] verdicts) =>
        _decisions.Decide(Review, [.. verdicts.Select(verdict => SampleVerdicts.Image(verdict))], policy);
}
