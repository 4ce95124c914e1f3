using Scanner.Images;

namespace Scanner.Grains.Interfaces.Tests.Images;

public sealed class PlatformTests
{
    [Theory]
    [InlineData("linux/amd64")]
    [InlineData("linux/arm/v7")]
    public void TryParse_Platform_PrintsTheSame(string text)
    {
        Assert.True(Platform.TryParse(text, out var platform));
        Assert.Equal(text, platform.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("linux")]
    [InlineData("linux/")]
    [InlineData("/amd64")]
    [InlineData("linux/arm/v7/x")]
    public void TryParse_NoPlatform_IsFalse(string? text) => Assert.False(Platform.TryParse(text, out _));

    [Theory]
    [InlineData("linux/arm64", "linux/arm64/v8", true)]
    [InlineData("linux/arm64/v8", "linux/arm64", true)]
    [InlineData("linux/arm/v7", "linux/arm/v6", false)]
    [InlineData("linux/amd64", "windows/amd64", false)]
    [InlineData("linux/amd64", "linux/arm64", false)]
    public void Runs_Platform_ComparesVariantsOnlyWhereBothNameOne(string node, string manifest, bool expected)
    {
        Assert.True(Platform.TryParse(node, out var runs));
        Assert.True(Platform.TryParse(manifest, out var built));
        Assert.Equal(expected, runs.Runs(built));
    }
}
