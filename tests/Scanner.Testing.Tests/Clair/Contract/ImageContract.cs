using Scanner.Clair.Wire;
using Scanner.Testing.Clair;
using Scanner.Testing.Tests.Clair.Support;

namespace Scanner.Testing.Tests.Clair.Contract;

/// <summary>What GetAncestry shows of an image. Holds for the recorded Clair and for the stand-in alike.</summary>
public abstract class ImageContract
{
    private static readonly string[] Severities = ["Unknown", "Negligible", "Low", "Medium", "High", "Critical", "Defcon1"];

    public static TheoryData<string> Images => [.. ClairRecordings.Images];

    [Theory, MemberData(nameof(Images))]
    public async Task Get_Image_KeepsTheLayersInTheirOrder(string image)
    {
        var answer = await GetAsync(image);

        var posted = RecordedImage.Read(image).Post;
        Assert.Equal(posted.AncestryName, answer.Ancestry.Name);
        Assert.Equal(posted.Layers.Select(layer => layer.Hash), answer.Ancestry.Layers.Select(layer => layer.Layer.Hash));
    }

    [Theory]
    [InlineData("alpine", 0, 14, 7)]
    [InlineData("debian12", 0, 151, 21)]
    [InlineData("debian12-ga", 0, 151, 35)]
    [InlineData("debian12-upgraded", 0, 101, 5)]
    [InlineData("debian12-upgraded", 1, 50, 16)]
    [InlineData("deinstalled", 0, 4, 2)]
    [InlineData("distroless", 0, 0, 0)]
    [InlineData("no-namespace", 0, 0, 0)]
    [InlineData("scratch", 0, 0, 0)]
    [InlineData("removed-pkgdb", 0, 151, 35)]
    [InlineData("removed-pkgdb", 1, 0, 0)]
    public async Task Get_Layer_ShowsItsFeaturesAndVulnerabilities(string image, int layer, int features, int vulnerabilities)
    {
        var answer = await GetAsync(image);

        var shown = answer.Ancestry.Layers[layer].DetectedFeatures;
        Assert.Equal((features, vulnerabilities), (shown.Count, shown.Sum(feature => feature.Vulnerabilities.Count)));
    }

    [Theory, MemberData(nameof(Images))]
    public async Task Get_Feature_TellsWhoFoundIt(string image)
    {
        foreach (var feature in FeaturesOf(await GetAsync(image)))
        {
            var isAlpine = feature.Namespace.Name == "alpine:v3.18";
            Assert.True(isAlpine || feature.Namespace.Name == "debian:12", feature.Namespace.Name);
            Assert.Equal(Feature(isAlpine ? "apk" : "dpkg"), feature.Detector);
            Assert.Equal(Namespace(isAlpine ? "alpine-release" : "os-release"), feature.Namespace.Detector);
            Assert.Equal("dpkg", feature.VersionFormat);
            Assert.True(feature.FeatureType == "binary" || (!isAlpine && feature.FeatureType == "source"), feature.FeatureType);
        }
    }

    [Theory, MemberData(nameof(Images))]
    public async Task Get_Vulnerability_HangsOnTheKindOfFeatureOfItsNamespace(string image)
    {
        foreach (var feature in FeaturesOf(await GetAsync(image)))
        {
            foreach (var vulnerability in feature.Vulnerabilities)
            {
                Assert.Equal(feature.Namespace.Name, vulnerability.NamespaceName);
                Assert.Equal(feature.Namespace.Name == "debian:12" ? "source" : "binary", feature.FeatureType);
                Assert.Contains(vulnerability.Severity, Severities);
                Assert.Empty(vulnerability.AffectedVersions);
            }
        }
    }

    [Fact]
    public async Task Get_Status_ListsFeatureDetectorsAndThenNamespaceDetectors()
    {
        var status = (await GetAsync("alpine")).Status;

        Assert.Equivalent(new[] { Feature("apk"), Feature("dpkg"), Feature("rpm") }, status.Detectors.Take(3), strict: true);
        Detector[] namespaces =
        [
            Namespace("alpine-release"), Namespace("apt-sources"), Namespace("lsb-release"), Namespace("os-release"),
            Namespace("redhat-release"),
        ];
        Assert.Equivalent(namespaces, status.Detectors.Skip(3), strict: true);
        Assert.NotNull(status.LastUpdateTime);
        Assert.Equal(0, status.LastUpdateTime.Nanos);
    }

    internal abstract Task<GetAncestryResponse> GetAsync(string image);

    private static IEnumerable<Feature> FeaturesOf(GetAncestryResponse answer) =>
        answer.Ancestry.Layers.SelectMany(layer => layer.DetectedFeatures);

    private static Detector Feature(string name) =>
        new() { Name = name, Version = "1.0", Dtype = Detector.Types.DType.DetectorDTypeFeature };

    private static Detector Namespace(string name) =>
        new() { Name = name, Version = "1.0", Dtype = Detector.Types.DType.DetectorDTypeNamespace };
}
