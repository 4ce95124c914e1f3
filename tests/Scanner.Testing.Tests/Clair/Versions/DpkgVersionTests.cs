using Scanner.Testing.Clair.Versions;

namespace Scanner.Testing.Tests.Clair.Versions;

public sealed class DpkgVersionTests
{
    [Theory]
    [InlineData("1.2.3", "1.2.4")]
    [InlineData("1.9", "1.10")]
    [InlineData("1.2", "1.2.0")]
    [InlineData("1.2-1", "1.2-2")]
    [InlineData("1.2", "1.2-1")]
    [InlineData("9.9-9", "1:0.1")]
    [InlineData("2:1", "10:1")]
    [InlineData("3.0~rc1-1", "3.0-1")]
    [InlineData("1.0-0~", "1.0")]
    [InlineData("1.0~~", "1.0~")]
    [InlineData("1.0~", "1.0a")]
    [InlineData("1.0a", "1.0+")]
    [InlineData("1.0a", "1.0b")]
    [InlineData("1.0Z", "1.0a")]
    [InlineData("2a", "21")]
    [InlineData("1.2-5", "1.2-3-5")]
    [InlineData("1:2:3", "1:12:3")]
    [InlineData("2.36-9", "2.36-9+deb12u3")]
    [InlineData("252.6-1", "252.23-1~deb12u1")]
    [InlineData("252.39-1~deb12u2", "252.39-1")]
    [InlineData("5.4.1-0.2", "5.4.1-1")]
    [InlineData("1.36.1-r0", "1.36.1-r1")]
    [InlineData("3.1.1-r3", "3.1.4-r0")]
    public void CompareTo_LowerVersion_IsNegativeAndTheOtherWayRound(string lower, string higher)
    {
        Assert.True(Parse(lower).CompareTo(Parse(higher)) < 0, $"{lower} < {higher}");
        Assert.True(Parse(higher).CompareTo(Parse(lower)) > 0, $"{higher} > {lower}");
    }

    [Theory]
    [InlineData("1.2.3", "0:1.2.3")]
    [InlineData("1.2.3", "1.2.3-0")]
    [InlineData("009", "9")]
    [InlineData("1.002", "1.2")]
    [InlineData(" 1.0 ", "1.0")]
    [InlineData("1:1.2.13.dfsg-1", "1:1.2.13.dfsg-1")]
    public void CompareTo_SameVersionWrittenOtherwise_IsZero(string left, string right) =>
        Assert.Equal(0, Parse(left).CompareTo(Parse(right)));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("1:")]
    [InlineData("-1")]
    [InlineData("a:1.0")]
    [InlineData("-1:1.0")]
    [InlineData("1.0 2")]
    [InlineData("1.0-1:2-3/4")]
    [InlineData("1.0_é")]
    public void TryParse_NoVersion_IsFalse(string text) => Assert.False(DpkgVersion.TryParse(text, out _));

    [Theory]
    [InlineData("1.0-1", "1.0-2", true)]
    [InlineData("1.0-2", "1.0-2", false)]
    [InlineData("1.0-3", "1.0-2", false)]
    [InlineData("1.0-3", "", true)]
    [InlineData("1.0-3", "not a version", false)]
    public void IsAffected_FixedVersion_IsTheFirstThatIsNot(string version, string fixedBy, bool affected) =>
        Assert.Equal(affected, DpkgVersion.IsAffected(version, fixedBy));

    private static DpkgVersion Parse(string text)
    {
        Assert.True(DpkgVersion.TryParse(text, out var version), text);
        return version;
    }
}
