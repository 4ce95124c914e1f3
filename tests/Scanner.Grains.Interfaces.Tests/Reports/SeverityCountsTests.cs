using Scanner.Reports;

namespace Scanner.Grains.Interfaces.Tests.Reports;

public sealed class SeverityCountsTests
{
    [Fact]
    public void ToString_Counts_NamesTheWorstFirstWithoutZeros() =>
        Assert.Equal("1 Critical, 2 High", Counts(Severity.High, Severity.Critical, Severity.High).ToString());

    [Fact]
    public void ToString_NoCounts_IsNone() => Assert.Equal("none", SeverityCounts.Zero.ToString());

    [Fact]
    public void Add_TwoCounts_AddsEachSeverity() =>
        Assert.Equal(Counts(Severity.Low, Severity.Low, Severity.High), Counts(Severity.Low) + Counts(Severity.High, Severity.Low));

    [Fact]
    public void Equals_EmptyAndAllZero_AreEqual() => Assert.Equal(SeverityCounts.Zero, Counts());

    [Theory]
    [InlineData("High", true)]
    [InlineData("high", false)]
    [InlineData("4", false)]
    [InlineData("Low,Medium", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void TryParse_Text_TakesNamesOnly(string? text, bool expected) =>
        Assert.Equal(expected, Severities.TryParse(text, StringComparison.Ordinal, out _));

    private static SeverityCounts Counts(params Severity[] severities) => SeverityCounts.Of(severities.Select(severity => new Finding
    {
        Vulnerability = "CVE-2024-2961",
        Severity = severity,
        Feature = "glibc",
        Version = "2.36-9",
        Namespace = "debian:12",
    }));
}
