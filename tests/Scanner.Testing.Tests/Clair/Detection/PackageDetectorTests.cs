using Scanner.Testing.Clair.Detection;

namespace Scanner.Testing.Tests.Clair.Detection;

public sealed class PackageDetectorTests
{
    [Fact]
    public void Dpkg_PackageWithoutSource_IsItsOwnSource() =>
        Assert.Equal(["tar 1.34 binary", "tar 1.34 source"], Dpkg("Package: tar\nVersion: 1.34\n"));

    [Fact]
    public void Dpkg_Source_GivesTheSourcesName() => Assert.Equal(
        ["libc6 2.36-9 binary", "glibc 2.36-9 source"], Dpkg("Package: libc6\nSource: glibc\nVersion: 2.36-9\n"));

    [Fact]
    public void Dpkg_SourceWithVersion_GivesTheSourcesVersion() => Assert.Equal(
        ["bash 5.2.15-2+b2 binary", "bash 5.2.15-2 source"],
        Dpkg("Package: bash\nSource: bash (5.2.15-2)\nVersion: 5.2.15-2+b2\n"));

    [Fact]
    public void Dpkg_RemovedPackageWithConfigFiles_IsCounted() => Assert.Equal(
        ["tar 1.34 binary", "tar 1.34 source"], Dpkg("Package: tar\nStatus: deinstall ok config-files\nVersion: 1.34\n"));

    [Fact]
    public void Dpkg_TwoBinariesOfOneSource_GiveTheSourceOnce() => Assert.Equal(
        ["a 1 binary", "s 1 source", "b 1 binary"],
        Dpkg("Package: a\nSource: s\nVersion: 1\n\nPackage: b\nSource: s\nVersion: 1\n"));

    [Theory]
    [InlineData("Package: tar\n")]
    [InlineData("Version: 1.34\n")]
    [InlineData("Package: tar\nVersion: not a version\n")]
    [InlineData("")]
    public void Dpkg_PackageWithoutNameOrVersion_IsSkipped(string status) => Assert.Empty(Dpkg(status));

    [Fact]
    public void Dpkg_OnlyStatusDirectory_IsNotRead() => // distroless images have one
        Assert.Empty(Told("var/lib/dpkg/status.d/tar", "Package: tar\nVersion: 1\n"));

    [Fact]
    public void Apk_Packages_AreBinaryOnly() => Assert.Equal(
        ["musl 1.2.4-r0 binary", "zlib 1.2.13-r1 binary"], Apk("C:Q1x=\nP:musl\nV:1.2.4-r0\nF:lib\n\nP:zlib\nV:1.2.13-r1"));

    [Theory]
    [InlineData("P:musl\n")]
    [InlineData("V:1.2.4-r0\n")]
    [InlineData("P:musl\nV:1.2 4\n")]
    public void Apk_PackageWithoutNameOrVersion_IsSkipped(string installed) => Assert.Empty(Apk(installed));

    private static IEnumerable<string> Dpkg(string status) => Told(DpkgDetector.Path, status);

    private static IEnumerable<string> Apk(string installed) => Told(ApkDetector.Path, installed);

    private static IEnumerable<string> Told(string path, string text) => LayerScan
        .Of(new Dictionary<string, string> { [path] = text }).Features
        .Select(feature => $"{feature.Name} {feature.Version} {feature.Type}");
}
