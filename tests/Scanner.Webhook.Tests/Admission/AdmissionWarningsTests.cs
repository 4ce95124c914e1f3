using System.Collections.Immutable;
using Scanner.Webhook.Admission;

namespace Scanner.Webhook.Tests.Admission;

public sealed class AdmissionWarningsTests
{
    [Fact]
    public void Fit_FewWarnings_AreKept() => Assert.Equal(["one", "two"], AdmissionWarnings.Fit(["one", "two"]));

    [Fact]
    public void Fit_LinesAndLength_AreMadeFit()
    {
        var warning = Assert.Single(AdmissionWarnings.Fit(["first\nsecond" + new string('x', 300)]));

        Assert.StartsWith("first second", warning, StringComparison.Ordinal);
        Assert.Equal(256, warning.Length);
        Assert.EndsWith("x…", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_AsMuchAsThereIsRoomFor_IsKept()
    {
        var warnings = Enumerable.Repeat(new string('x', 256), 16).ToImmutableArray();

        Assert.Equal(warnings, AdmissionWarnings.Fit(warnings));
    }

    [Theory]
    [InlineData(17, 256)]
    [InlineData(100, 256)]
    [InlineData(5_000, 1)]
    [InlineData(5_000, 300)]
    public void Fit_MoreThanThereIsRoomFor_EndsWithHowManyMore(int count, int length)
    {
        var fitting = AdmissionWarnings.Fit([.. Enumerable.Repeat(new string('x', length), count)]);

        Assert.InRange(fitting.Sum(warning => warning.Length), 3_500, 4_096);
        Assert.All(fitting, warning => Assert.InRange(warning.Length, 1, 256));
        Assert.Equal($"and {count - (fitting.Count - 1)} more", fitting[^1]);
    }
}
