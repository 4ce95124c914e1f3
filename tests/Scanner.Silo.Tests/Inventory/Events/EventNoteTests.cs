using System.Collections.Immutable;
using Scanner.Images;
using Scanner.Reports;
using Scanner.Silo.Inventory.Events;

namespace Scanner.Silo.Tests.Inventory.Events;

public sealed class EventNoteTests
{
    private static readonly ImageReference Image = Samples.Image(1);

    [Fact]
    public void Write_TwoVulnerabilities_TellsAllInOneLine() =>
        Assert.Equal(
            $"Would be refused if restarted now: image registry.example/team/web:v1@{Samples.DigestOf(1)} has 2 vulnerabilities that "
            + "policy does not accept: 2 Critical. Critical CVE-2026-1 in glibc 2.36-9, fixed in 2.36-10; Critical CVE-2026-2 in glibc "
            + "2.36-9, fixed in 2.36-10. Rebuild the image with the fixed versions and deploy it under a new tag. Judged by Clair's data "
            + "of 2026-11-24 06:00 UTC (3 hours old).",
            EventNote.Write(Image, Samples.Refused("CVE-2026-1", "CVE-2026-2"), Samples.Now));

    [Fact]
    public void Write_NoFix_SaysWhatElseToDo()
    {
        var note = EventNote.Write(Image, Samples.Refused([Samples.Finding("CVE-1") with { FixedBy = null }]), Samples.Now);

        Assert.Contains("has 1 vulnerability that", note, StringComparison.Ordinal);
        Assert.Contains("Critical CVE-1 in glibc 2.36-9, no fix yet. No fix is published yet: use another base image", note, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_FixesForSome_CountsThem()
    {
        var findings = Enumerable.Range(0, 8).Select(number =>
            number < 3 ? Samples.Finding($"CVE-{number}") : Samples.Finding($"CVE-{number}") with { FixedBy = null }).ToImmutableArray();

        var note = EventNote.Write(Image, Samples.Refused(findings), Samples.Now);

        Assert.Contains("; and 3 more. 3 of them have a fix: rebuild", note, StringComparison.Ordinal);
        Assert.DoesNotContain("CVE-5", note, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_LongestOfEverything_FitsAndKeepsItsEnd()
    {
        var image = ImageReference.Parse($"{new string('r', 60)}.example/{string.Join('/', Enumerable.Repeat(new string('p', 60), 4))}:v@{Samples.DigestOf(9)}");
        var findings = Enumerable.Range(0, 50).Select(number => new Finding
        {
            Vulnerability = $"CVE-{number}\n{new string('é', 300)}",
            Severity = (Severity)(number % 7),
            Feature = new string('f', 300),
            Version = new string('v', 300),
            Namespace = "debian:12",
            Platform = new Platform { Os = "linux", Architecture = "arm64" },
        }).ToImmutableArray();

        var note = EventNote.Write(image, Samples.Refused(findings), Samples.Now);

        Assert.InRange(note.Length, 700, EventNote.MaxLength);
        Assert.All(note, character => Assert.InRange(character, ' ', '~'));
        Assert.EndsWith("(3 hours old).", note, StringComparison.Ordinal);
        Assert.Contains("; and 49 more.", note, StringComparison.Ordinal);
        Assert.Contains(Samples.DigestOf(9), note, StringComparison.Ordinal);
    }
}
