using Scanner.Failures;
using Scanner.Images;
using Scanner.Reports;
using Scanner.Verdicts;
using Scanner.Webhook.Reviews;

namespace Scanner.Webhook.Tests.Reviews;

public sealed class DenialMessageTests
{
    private static readonly Finding Fixable = SampleVerdicts.Finding("CVE-2024-2961", Severity.High, "2.36-9+deb12u6");
    private static readonly Finding Unfixable = SampleVerdicts.Finding("CVE-2023-45853", Severity.Critical, null);

    [Fact]
    public void Write_OneRefusedImage_TellsAllThatItsOwnerNeeds() =>
        Assert.Equal(
            """
            1 of 2 images may not run.
            registry.example/team/web:v1 (container web, spec.containers[0].image)
              has 2 vulnerabilities that policy does not accept: 1 Critical, 1 High
              - Critical CVE-2023-45853 in glibc 2.36-9, no fix yet
              - High CVE-2024-2961 in glibc 2.36-9, fixed in 2.36-9+deb12u6
              1 of them has a fix: rebuild the image with the fixed version; for the others use another base image, or ask the cluster's operators.
              digest sha256:854c37e3be9fb49093f6e3eb3c47e7f1c943af2caa28e1ab1e2932c752a254ee
              judged by Clair's data of 2026-11-23 15:00 UTC (5 hours old)
            """,
            Write(2, SampleVerdicts.Image(SampleVerdicts.Refused(Unfixable, Fixable))));

    [Fact]
    public void Write_AllFixable_SaysRebuild() =>
        Assert.Contains("Rebuild the image with the fixed versions", Write(1, SampleVerdicts.Image(SampleVerdicts.Refused(Fixable))), StringComparison.Ordinal);

    [Fact]
    public void Write_NoneFixable_SaysWhatElseToDo() =>
        Assert.Contains("No fix is published yet", Write(1, SampleVerdicts.Image(SampleVerdicts.Refused(Unfixable))), StringComparison.Ordinal);

    [Fact]
    public void Write_FindingOfAPlatform_NamesIt()
    {
        var finding = Fixable with { Platform = new Platform { Os = "linux", Architecture = "arm64" } };

        Assert.Contains("[linux/arm64]", Write(1, SampleVerdicts.Image(SampleVerdicts.Refused(finding))), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ScanGoingOn_SaysWhatAndThatARetryWillDo()
    {
        var message = Write(1, SampleVerdicts.Image(Verdict.NotReadyYet(SampleVerdicts.Digest, "Clair is analysing the layers, 2 of 5 done")));

        Assert.Contains("2 of 5 done", message, StringComparison.Ordinal);
        Assert.Contains("try again", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Failure_TellsIt() =>
        Assert.Contains("registry.example answered 404.", Write(1, SampleVerdicts.Image(SampleVerdicts.Failed())), StringComparison.Ordinal);

    [Fact]
    public void Write_FailureWithRetryTime_TellsIt() =>
        Assert.Contains(
            "\n  cannot be judged: registry.example answered 404. Scanner tries again when asked after 20:00:10 UTC.",
            Write(1, SampleVerdicts.Image(FailedUntil(FailureKind.NotFound))),
            StringComparison.Ordinal);

    [Fact]
    public void Write_InvalidReference_PromisesNoRetry() =>
        Assert.DoesNotContain(
            "tries again", Write(1, SampleVerdicts.Image(FailedUntil(FailureKind.ReferenceInvalid))), StringComparison.Ordinal);

    [Theory]
    [InlineData("a\nforged: line\u001b[31m")]
    [InlineData("\r\nb")]
    public void Write_ControlCharactersFromOutside_AreTakenOut(string text)
    {
        var message = Write(
            2,
            SampleVerdicts.Image(SampleVerdicts.Refused(Fixable with { Feature = text }), text),
            SampleVerdicts.Image(SampleVerdicts.Failed(message: text)),
            SampleVerdicts.Image(Verdict.NotReadyYet(null, text)));

        Assert.DoesNotContain(message, c => char.IsControl(c) && c != '\n');
        Assert.DoesNotContain("\nforged", message, StringComparison.Ordinal);
        Assert.DoesNotContain("\nb", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ImageInManyPlaces_NamesTheFirstAndCountsTheRest() =>
        Assert.Contains("(container web, spec.containers[0].image and 7 more places)",
            Write(1, SampleVerdicts.Image(SampleVerdicts.Refused(Fixable), places: 8)), StringComparison.Ordinal);

    [Fact]
    public void Write_VulnerableAndNotReady_TellsTheVulnerableFirst()
    {
        var message = Write(2, SampleVerdicts.Image(SampleVerdicts.Failed(), "b"), SampleVerdicts.Image(SampleVerdicts.Refused(Fixable), "a"));

        Assert.True(message.IndexOf("\na ", StringComparison.Ordinal) < message.IndexOf("\nb ", StringComparison.Ordinal));
    }

    [Fact]
    public void Write_ManyImagesWithManyFindings_IsBounded()
    {
        var findings = Enumerable.Range(0, 500).Select(_ => Fixable with { FixedBy = new string('9', 5_000) }).ToArray();
        var images = Enumerable.Range(0, 300).Select(index => SampleVerdicts.Image(SampleVerdicts.Refused(findings), new string('x', 900) + index)).ToArray();

        var message = Write(300, images);

        Assert.InRange(message.Length, 1, 20_000);
        Assert.Contains("and 495 more", message, StringComparison.Ordinal);
        Assert.EndsWith("and 295 more images", message, StringComparison.Ordinal);
    }

    private static Verdict FailedUntil(FailureKind kind)
    {
        var failed = SampleVerdicts.Failed(kind);
        return failed with { Failure = failed.Failure! with { RetryAt = SampleVerdicts.Now.AddSeconds(10) } };
    }

    private static string Write(int imageCount, params ReviewedImage[] refused) => DenialMessage.Write(refused, imageCount, SampleVerdicts.Now);
}
