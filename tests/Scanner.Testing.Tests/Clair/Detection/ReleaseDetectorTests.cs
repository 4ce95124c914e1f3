using Scanner.Testing.Clair.Detection;

namespace Scanner.Testing.Tests.Clair.Detection;

public sealed class ReleaseDetectorTests
{
    [Theory]
    [InlineData("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n", "debian:12 dpkg os-release")]
    [InlineData("usr/lib/os-release", "ID=ubuntu\nVERSION_ID=\"22.04\"\n", "ubuntu:22.04 dpkg os-release")]
    [InlineData("etc/os-release", "ID=\"CentOS\"\nVERSION_ID=\"7\"\n", "centos:7 rpm os-release")]
    [InlineData("etc/alpine-release", "3.18.4\n", "alpine:v3.18 dpkg alpine-release")]
    [InlineData("etc/lsb-release", "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=22.04\n", "ubuntu:22.04 dpkg lsb-release")]
    [InlineData("etc/lsb-release", "DISTRIB_ID=Debian\nDISTRIB_RELEASE=11.3\n", "debian:11 dpkg lsb-release")]
    public void Detect_ReleaseFile_NamesTheRelease(string path, string text, string release) =>
        Assert.Equal([release], Detect((path, text)));

    [Theory]
    [InlineData("etc/os-release", "ID=alpine\nVERSION_ID=3.18.4\n")] // only alpine-release tells Alpine
    [InlineData("etc/os-release", "ID=debian\n")]
    [InlineData("etc/os-release", "VERSION_ID=12\n")]
    [InlineData("etc/alpine-release", "3.19.0_alpha20230901\n")]
    [InlineData("etc/issue", "Debian GNU/Linux 12\n")]
    public void Detect_NoReleaseThatClairKnows_IsEmpty(string path, string text) => Assert.Empty(Detect((path, text)));

    [Fact]
    public void Detect_LinkInEtc_TakesTheFileInUsrLib() => Assert.Equal( // a link is an empty text
        ["debian:12 dpkg os-release"],
        Detect(("etc/os-release", ""), ("usr/lib/os-release", "ID=debian\nVERSION_ID=12\n")));

    private static IEnumerable<string> Detect(params (string Path, string Text)[] files) => LayerScan
        .Of(files.ToDictionary(file => file.Path, file => file.Text)).Namespaces
        .Select(release => $"{release.Name} {release.VersionFormat} {release.Detector}");
}
