using System.Globalization;
using Scanner.Failures;
using Scanner.Grains.Registry.Manifests;
using Scanner.Images;

namespace Scanner.Grains.Tests.Registry.Manifests;

public sealed class PlatformSelectionTests
{
    // The index's entries, the cluster's platforms, and the numbers of the entries that are picked.
    [Theory]
    [InlineData("linux/amd64 linux/arm64", "linux/amd64", "0")]
    [InlineData("linux/amd64 linux/arm64/v8", "linux/arm64", "1")]
    [InlineData("linux/amd64 linux/arm64", "linux/arm64/v8", "1")]
    [InlineData("linux/amd64 linux/arm64/v8", "linux/arm64/v8 linux/amd64", "1 0")]
    [InlineData("linux/amd64 windows/amd64", "linux/amd64 linux/arm64", "0")]
    [InlineData("linux/arm/v5 linux/arm/v6 linux/arm/v7", "linux/arm/v7", "0 1 2")]
    [InlineData("linux/arm/v5 linux/arm/v6 linux/arm/v7", "linux/arm/v6", "0 1")]
    [InlineData("linux/arm/v5 linux/arm/v6", "linux/arm/v7", "0 1")]
    [InlineData("linux/arm/v5 linux/arm", "linux/arm/v7", "0 1")]
    [InlineData("linux/amd64/v2 linux/amd64 linux/amd64/v3", "linux/amd64", "1")]
    [InlineData("linux/amd64/v2 linux/amd64 linux/amd64/v3", "linux/amd64/v3", "0 1 2")]
    [InlineData("linux/amd64/v2 linux/amd64", "linux/amd64/v3", "0 1")]
    [InlineData("linux/amd64/v2", "linux/amd64", "0")]
    // Other spellings of the same platform are ones that a runtime may take first.
    [InlineData("linux/x86_64 linux/amd64", "linux/amd64", "0 1")]
    [InlineData("Linux/AMD64/v1 linux/amd64", "linux/amd64", "0 1")]
    [InlineData("linux/aarch64 linux/arm64/v8", "linux/arm64", "0 1")]
    [InlineData("windows/amd64 windows/amd64", "windows/amd64", "0 1")]
    [InlineData("linux/i386 linux/386", "linux/386", "0 1")]
    [InlineData("linux/armhf linux/armel", "linux/arm/v6", "1")]
    // Where nothing is the platform's own, containerd takes a compatible architecture, CRI-O what names no platform.
    [InlineData("linux/386 -", "linux/amd64", "0 1")]
    [InlineData("- linux/i386 linux/arm/v7", "linux/amd64", "0 1")]
    [InlineData("linux/arm/v5 - linux/arm/v7 linux/armel linux/386", "linux/arm64", "0 1 2 3")]
    [InlineData("linux/386 windows/386", "windows/amd64", "1")]
    [InlineData("linux/386 linux/amd64 -", "linux/amd64", "1")]
    [InlineData("linux/386 linux/arm linux/arm64 -", "linux/amd64 linux/arm64", "0 3 2")]
    [InlineData("linux/arm linux/arm64/v8 -", "linux/arm64", "1")]
    [InlineData("linux/arm/v5 linux/arm64 -", "linux/arm/v7", "0")]
    // An entry that some runtime passes over does not end its search.
    [InlineData("linux/amd64/v2 linux/386 -", "linux/amd64", "0 1 2")]
    [InlineData("linux/amd64/v3 linux/386 -", "linux/amd64/v3", "0 1 2")]
    [InlineData("linux/amd64/other linux/386", "linux/amd64", "0 1")]
    [InlineData("linux/x86_64 -", "linux/amd64", "0 1")]
    [InlineData("linux/arm/v07 -", "linux/arm/v7", "0 1")]
    // What names no platform is the last resort.
    [InlineData("- linux/amd64", "linux/amd64", "1")]
    [InlineData("- linux/amd64 -", "linux/arm64", "0 2")]
    [InlineData("-", "linux/amd64 linux/arm64", "0")]
    public void Select_Index_PicksWhatTheNodesMayRun(string entries, string platforms, string picked)
    {
        var selected = PlatformSelection.Select(Index(entries.Split(' ')), Platforms(platforms));
        var expected = picked.Split(' ').Select(number => Digest(int.Parse(number, CultureInfo.InvariantCulture)));
        Assert.Equal(expected, selected.Select(manifest => manifest.Digest));
    }

    [Fact]
    public void Select_Findings_NameTheClustersPlatform()
    {
        var selected = Assert.Single(PlatformSelection.Select(Index(["linux/aarch64"]), Platforms("linux/arm64")));
        Assert.Equal("linux/arm64", selected.Platform.ToString());
    }

    [Fact]
    public void Select_NothingForAnyPlatform_ListsWhatThereIs()
    {
        var failure = Assert.Throws<ScanException>(
            () => PlatformSelection.Select(
                Index(["linux/s390x", "windows/amd64", "windows/amd64"]), Platforms("linux/amd64 linux/arm64")));
        Assert.Equal(FailureKind.PlatformMissing, failure.Kind);
        Assert.Equal(
            "The index offers linux/s390x, windows/amd64, but nothing for the cluster's linux/amd64 or linux/arm64. Build and "
            + "push the image for that platform, or set Registry:Platforms to what the nodes really are.", failure.Message);
    }

    [Fact]
    public void Select_EmptyIndex_IsMissingThePlatform()
    {
        var failure = Assert.Throws<ScanException>(() => PlatformSelection.Select(Index([]), Platforms("linux/amd64")));
        Assert.Equal(FailureKind.PlatformMissing, failure.Kind);
    }

    [Fact]
    public void Select_HundredsOfPlatformsOffered_ListsAFew()
    {
        var failure = Assert.Throws<ScanException>(() => PlatformSelection.Select(
            Index([.. Enumerable.Range(0, 500).Select(i => $"os{i}/{new string('x', 500)}")]), Platforms("linux/amd64")));
        Assert.InRange(failure.Message.Length, 100, 2000);
    }

    [Fact]
    public void Select_MoreManifestsForAPlatformThanWorthScanning_IsRefused()
    {
        var failure = Assert.Throws<ScanException>(
            () => PlatformSelection.Select(Index([.. Enumerable.Repeat("linux/amd64", 17)]), Platforms("linux/amd64")));
        Assert.Equal(FailureKind.ManifestInvalid, failure.Kind);
    }

    private static ImageIndex Index(string[] platforms) => new()
    {
        MediaType = MediaTypes.OciIndex,
        Entries = [.. platforms.Select((text, i) => new IndexEntry(
            Digest(i), 1, MediaTypes.OciManifest, Platform.TryParse(text, out var platform) ? platform : null))],
    };

    private static Platform[] Platforms(string text) =>
        [.. text.Split(' ').Select(
            part => Platform.TryParse(part, out var platform) ? platform : throw new FormatException(part))];

    private static Digest Digest(int number) =>
        Scanner.Images.Digest.Parse("sha256:" + number.ToString("x64", CultureInfo.InvariantCulture));
}
