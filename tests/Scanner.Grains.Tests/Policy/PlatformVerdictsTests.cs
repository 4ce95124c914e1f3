using Scanner.Failures;
using Scanner.Grains.Policy;
using Scanner.Images;
using Scanner.Reports;
using Scanner.Verdicts;

namespace Scanner.Grains.Tests.Policy;

public sealed class PlatformVerdictsTests
{
    private static readonly Platform Amd64 = new() { Os = "linux", Architecture = "amd64" };
    private static readonly Platform Arm64 = new() { Os = "linux", Architecture = "arm64" };
    private static readonly Digest Index = Digest.Of([1]);

    [Fact]
    public void Join_OneRefused_IsRefusedAndNamesThePlatform()
    {
        var refused = VulnerabilityPolicy.Judge(Sample.Report(Sample.Finding(Severity.High)), new());
        var accepted = VulnerabilityPolicy.Judge(Sample.Report(), new());

        var joined = PlatformVerdicts.Join(Index, [(Amd64, accepted), (Arm64, refused)]);

        Assert.Equal(VerdictOutcome.Refused, joined.Outcome);
        Assert.Equal(Index, joined.Digest);
        Assert.Equal(Arm64, Assert.Single(joined.Worst).Platform);
        Assert.Equal(1, joined.Refused[Severity.High]);
    }

    [Fact]
    public void Join_BothRefused_CountsBoth()
    {
        var refused = VulnerabilityPolicy.Judge(Sample.Report(Sample.Finding(Severity.High)), new());

        var joined = PlatformVerdicts.Join(Index, [(Amd64, refused), (Arm64, refused)]);

        Assert.Equal(2, joined.Refused.Total);
        Assert.Equal(2, joined.RefusedWithFix);
        Assert.Equal([Amd64, Arm64], joined.Worst.Select(finding => finding.Platform));
    }

    [Fact]
    public void Join_OneNotReady_IsNotReadyAndSaysWhichPlatform()
    {
        var failure = new ScanFailure { Kind = FailureKind.LayerUnreadable, Message = "layer x is truncated." };
        var accepted = VulnerabilityPolicy.Judge(Sample.Report(), new());

        var joined = PlatformVerdicts.Join(Index, [(Amd64, accepted), (Arm64, Verdict.NotReadyBecause(null, failure))]);

        Assert.Equal(VerdictOutcome.NotReady, joined.Outcome);
        Assert.Equal("linux/arm64: layer x is truncated.", joined.Failure?.Message);
    }
}
