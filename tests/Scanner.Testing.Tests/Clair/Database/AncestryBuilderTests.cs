using Scanner.Testing.Clair.Database;
using Scanner.Testing.Clair.Detection;
using Scanner.Testing.Tests.Clair.Support;

namespace Scanner.Testing.Tests.Clair.Database;

public sealed class AncestryBuilderTests
{
    private const string Dpkg = "var/lib/dpkg/status";
    private static readonly (string, string) Debian12 = ("etc/os-release", TestLayer.Debian12);
    private static readonly (string, string) Debian13 = ("etc/os-release", "ID=debian\nVERSION_ID=13\n");
    private static readonly (string, string) Alpine = ("etc/alpine-release", TestLayer.Alpine318);
    private static readonly (string, string) Musl = ("lib/apk/db/installed", TestLayer.Apk(("musl", "1.2")));

    [Fact]
    public void Build_UpgradeInALaterLayer_MovesThePackageThere() => Assert.Equal(
        ["debian:12 bash 5.2 binary", "debian:12 bash 5.2 source"],
        Build([Debian12, Status(("bash", "5.2"), ("tar", "1.34"))], [Status(("bash", "5.2"), ("tar", "1.35"))])[0]);

    [Fact]
    public void Build_UpgradeInALaterLayer_ShowsTheNewVersionInThatLayer() => Assert.Equal(
        ["debian:12 tar 1.35 binary", "debian:12 tar 1.35 source"],
        Build([Debian12, Status(("bash", "5.2"), ("tar", "1.34"))], [Status(("bash", "5.2"), ("tar", "1.35"))])[1]);

    [Fact]
    public void Build_PackageGoneInALaterLayer_IsNotShown() => Assert.Empty(
        Build([Debian12, Status(("tar", "1.34"))], [Status(("bash", "5.2"))])[0]);

    [Fact]
    public void Build_DatabaseGoneInALaterLayer_KeepsItsPackages() => // a whiteout is a file that nobody reads
        Assert.Equal(2, Build([Debian12, Status(("tar", "1.34"))], [("var/lib/dpkg/.wh.status", "")])[0].Count);

    [Fact]
    public void Build_ReleaseFileInAnEarlierLayer_NamesThePackagesNamespace() => Assert.Equal(
        ["debian:12 tar 1.34 binary", "debian:12 tar 1.34 source"], Build([Debian12], [Status(("tar", "1.34"))])[1]);

    [Fact]
    public void Build_ReleaseFileInALaterLayer_ShowsNothing() =>
        Assert.All(Build([Status(("tar", "1.34"))], [Debian12]), Assert.Empty);

    [Fact]
    public void Build_NoReleaseFile_ShowsNothing() => Assert.All(Build([Status(("tar", "1.34"))]), Assert.Empty);

    [Fact]
    public void Build_TwoDistributions_DropsWhatComesAfterTheSecond() => Assert.Equal(
        [2, 0], Build([Debian12, Status(("tar", "1.34"))], [Alpine, Musl]).Select(layer => layer.Count));

    [Fact]
    public void Build_NewerReleaseOfTheSameDistribution_TakesAllFeaturesToItsLayer()
    {
        var layers = Build([Debian12, Status(("tar", "1.34"))], [Debian13]);

        Assert.Empty(layers[0]);
        Assert.Equal(["debian:13 tar 1.34 binary", "debian:13 tar 1.34 source"], layers[1]);
    }

    [Fact]
    public void Build_SameLayerTwice_KeepsBothAndShowsItsFeaturesOnce()
    {
        (string, string)[] layer = [Debian12, Status(("tar", "1.34"))];

        Assert.Equal([2, 0], Build(layer, layer).Select(l => l.Count));
    }

    private static (string Path, string Text) Status(params (string Name, string Version)[] packages) =>
        (Dpkg, TestLayer.Dpkg(packages));

    private static List<List<string>> Build(params (string Path, string Text)[][] layers)
    {
        var builder = new AncestryBuilder();
        foreach (var files in layers)
        {
            var scan = LayerScan.Of(files.ToDictionary(file => file.Path, file => file.Text));
            builder.Add(new StoredLayer("sha256:a", scan, "1.0"));
        }

        return [.. builder.Build("name", "1.0").Layers.Select(layer => layer.Features
            .Select(f => $"{f.Feature.Namespace} {f.Feature.Name} {f.Feature.Version} {f.Feature.Type}")
            .Order(StringComparer.Ordinal)
            .ToList())];
    }
}
