using System.Collections.Immutable;
using System.Text;
using Scanner.Failures;
using Scanner.Grains.Registry.Manifests;
using Scanner.Testing.Images;

namespace Scanner.Grains.Tests.Registry.Manifests;

public sealed class ManifestReaderTests
{
    private const string Oci = "application/vnd.oci.image.manifest.v1+json";
    private const string Docker = "application/vnd.docker.distribution.manifest.v2+json";
    private const string OciIndex = "application/vnd.oci.image.index.v1+json";
    private const string Gzip = "application/vnd.oci.image.layer.v1.tar+gzip";
    private const string Config = """
        {"mediaType":"application/vnd.oci.image.config.v1+json","size":2,
         "digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000"}
        """;

    [Theory]
    [InlineData(ImageFormat.Docker)]
    [InlineData(ImageFormat.Oci)]
    public void Read_Image_GivesItsLayersBaseFirst(ImageFormat format)
    {
        var image = SampleImages.Alpine318(format).Layer(SampleImages.Debian12Layer).Build();
        var read = Assert.IsType<ImageManifest>(Read(image.MediaType, image.Manifest));
        Assert.Equal(image.MediaType, read.MediaType);
        Assert.Equal(image.Layers.Select(layer => layer.Digest), read.ImageLayers.Select(layer => layer.Digest.ToString()));
        Assert.Equal(image.Layers.Select(layer => (long)layer.Content.Length), read.ImageLayers.Select(layer => layer.Size));
        Assert.DoesNotContain(read.Layers, layer => layer.IsZstd);
    }

    [Fact]
    public void Read_Index_SkipsAttestations()
    {
        var index = SampleImages.MultiPlatform;
        var read = Assert.IsType<ImageIndex>(Read(index.MediaType, index.Manifest));
        Assert.Equal(["linux/amd64", "linux/arm64/v8"], read.Entries.Select(entry => entry.Platform!.ToString()));
        Assert.Equal(index.Images.Take(2).Select(image => image.Digest), read.Entries.Select(entry => entry.Digest.ToString()));
    }

    [Fact]
    public void Read_DockerManifestList_IsAnIndex()
    {
        var list = SampleImages.DockerManifestList;
        Assert.Equal(2, Assert.IsType<ImageIndex>(Read(list.MediaType, list.Manifest)).Entries.Length);
    }

    [Fact]
    public void Read_EntryAnnotatedAsAttestationForARealPlatform_StaysAnImage()
    {
        var read = ReadIndex($$"""
            {"mediaType":"{{Oci}}","digest":"{{Digest(1)}}","size":1,"platform":{"os":"linux","architecture":"amd64"},
             "annotations":{"vnd.docker.reference.type":"attestation-manifest"} }
            """);
        Assert.Single(read.Entries);
    }

    // CRI-O looks at platforms alone, and takes what has none where nothing else fits.
    [Theory]
    [InlineData("""{"os":"linux","architecture":"amd64"}""")]
    [InlineData("""{"os":"unknown","architecture":"amd64"}""")]
    [InlineData("null")]
    public void Read_EntryOfAnOddType_StaysAnImage(string platform)
    {
        var read = ReadIndex(
            $$"""{"mediaType":"application/vnd.example.thing","digest":"{{Digest(1)}}","size":1,"platform":{{platform}} }""");
        Assert.Equal("application/vnd.example.thing", Assert.Single(read.Entries).MediaType);
    }

    [Theory]
    [InlineData("")]
    [InlineData("application/json")]
    [InlineData("application/octet-stream")]
    [InlineData("text/plain")]
    public void Read_SentAsNothingInParticular_GoesByTheManifestsOwnType(string sent) =>
        Assert.IsType<ImageManifest>(Read(sent, SampleImages.Clean.Manifest));

    [Theory]
    [InlineData("application/vnd.oci.image.layer.v1.tar+zstd", true)]
    [InlineData("application/vnd.docker.image.rootfs.diff.tar.zstd", true)]
    [InlineData("application/vnd.oci.image.layer.nondistributable.v1.tar+zstd", true)]
    [InlineData("application/vnd.docker.image.rootfs.diff.tar.gzip", false)]
    public void Read_LayerType_TellsZstd(string type, bool zstd) =>
        Assert.Equal(zstd, Assert.Single(ReadImage(Config, Layer(type)).ImageLayers).IsZstd);

    [Fact]
    public void ImageLayers_OfAnImage_AreAllWhateverTheyClaim() =>
        Assert.Equal(2, ReadImage(Config, Layer(Gzip), Layer("application/x-hidden")).ImageLayers.Length);

    [Theory]
    [InlineData("application/vnd.cncf.helm.config.v1+json")]
    [InlineData("application/vnd.oci.empty.v1+json")]
    [InlineData("")]
    public void ImageLayers_OfAnArtifact_AreNoneUnlessOneHasALayersType(string config)
    {
        var other = Config.Replace("application/vnd.oci.image.config.v1+json", config, StringComparison.Ordinal);
        var foreign = Layer("application/vnd.cncf.helm.chart.content.v1.tar+gzip");
        Assert.Empty(ReadImage(other, foreign, foreign).ImageLayers);
        Assert.Equal(2, ReadImage(other, foreign, Layer(Gzip)).ImageLayers.Length);
    }

    // CRI-O unpacks these without a look at any type.
    [Fact]
    public void ImageLayers_OfADockerManifestThatClaimsToBeSomethingElse_AreAll()
    {
        var json = Image("""{"mediaType":"x"}""", Layer("application/x-hidden"), Layer(""));
        var read = Assert.IsType<ImageManifest>(Read(Docker, Encoding.UTF8.GetBytes(json)));
        Assert.Equal(2, read.ImageLayers.Length);
    }

    [Fact]
    public void Read_ImageWithoutLayers_IsEmpty() => Assert.Empty(ReadImage(Config).ImageLayers);

    [Theory]
    [InlineData(Oci, """{"schemaVersion":1}""", "is a Docker image manifest schema 1")]
    [InlineData(
        "application/vnd.docker.distribution.manifest.v1+prettyjws", """{"schemaVersion":2}""",
        "is a Docker image manifest schema 1")]
    [InlineData(Oci, """{"schemaVersion":3}""", "has schemaVersion 3; expected 2")]
    [InlineData(Oci, """{}""", "has schemaVersion 0; expected 2")]
    [InlineData(Oci, "null", "is empty")]
    [InlineData(Oci, "[]", "cannot be read as JSON")]
    [InlineData(Oci, "<html>", "cannot be read as JSON")]
    [InlineData(Oci, "", "cannot be read as JSON")]
    [InlineData(Oci, """{"schemaVersion":2,"layers":{}}""", "cannot be read as JSON")]
    [InlineData(Oci, """{"schemaVersion":2} trailing""", "cannot be read as JSON")]
    [InlineData("application/vnd.example+json", """{"schemaVersion":2}""", "has media type 'application/vnd.example+json'")]
    [InlineData("application/json", """{"schemaVersion":2}""", "has media type 'application/json'")]
    [InlineData(
        Oci, """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json"}""",
        "says it is 'application/vnd.oci.image.index.v1+json', but was sent as")]
    [InlineData(
        Oci, """{"schemaVersion":2,"layers":[],"config":{},"manifests":[]}""",
        "the fields of an image and of an index at once")]
    [InlineData(OciIndex, """{"schemaVersion":2,"layers":[],"manifests":[]}""", "the fields of an image and of an index at once")]
    [InlineData(OciIndex, """{"schemaVersion":2}""", "is an index without manifests")]
    [InlineData(Oci, """{"schemaVersion":2,"manifests":[]}""", "has no config or no layers")]
    [InlineData(Oci, """{"schemaVersion":2,"config":{}}""", "has no config or no layers")]
    [InlineData(
        Oci, """{"schemaVersion":2,"config":{},"layers":[{"digest":"sha256:short","size":1}]}""",
        "gives layer 1 the digest 'sha256:short'")]
    [InlineData(Oci, """{"schemaVersion":2,"config":{},"layers":[null]}""", "gives layer 1 the digest ''")]
    [InlineData(OciIndex, """{"schemaVersion":2,"manifests":[null]}""", "gives manifest 1 the digest ''")]
    public void Read_WhatIsNoManifest_SaysWhy(string type, string json, string reason) => Refused(type, json, reason);

    [Theory]
    [InlineData("-1")]
    [InlineData("null")]
    public void Read_LayerWithoutASize_IsRefused(string size) =>
        Refused(
            Oci, Image(Config, Layer(Gzip).Replace("\"size\":1", $"\"size\":{size}", StringComparison.Ordinal)),
            "gives layer 1 no size");

    // What Go's JSON reader takes for "layers" or for its last word, and a strict reader would pass over.
    [Theory]
    [InlineData("layers")]
    [InlineData("Layers")]
    [InlineData("LAYERS")]
    [InlineData("layer\u017F")]
    [InlineData("Layer\\u017f")]
    public void Read_LayersTwiceInDisguise_IsRefused(string second) =>
        Refused(Oci, $$"""{"schemaVersion":2,"config":{{Config}},"layers":[{{Layer(Gzip)}}],"{{second}}":[]}""", "");

    [Fact]
    public void Read_LayersInOtherCase_AreReadLikeTheRuntimeDoes()
    {
        var json = $$"""{"SchemaVersion":2,"CONFIG":{{Config}},"Layers":[{{Layer(Gzip)}}]}""";
        Assert.Single(Assert.IsType<ImageManifest>(Read(Oci, Encoding.UTF8.GetBytes(json))).Layers);
    }

    [Fact]
    public void Read_AnnotationsInOtherAlphabets_AreNobodysBusiness() => Assert.NotNull(Read(Oci, Encoding.UTF8.GetBytes(
        $$"""{"schemaVersion":2,"config":{{Config}},"layers":[],"annotations":{"größe":"\u017F","\u212Aelvin":"x"} }""")));

    [Fact]
    public void Read_TooManyLayers_IsRefused()
    {
        var most = Enumerable.Repeat(Layer(Gzip), ManifestLimits.MaxLayers).ToArray();
        Assert.Equal(ManifestLimits.MaxLayers, ReadImage(Config, most).Layers.Length);
        Refused(Oci, Image(Config, [.. most, Layer(Gzip)]), "has 501 layers; no runtime stacks more than 500");
    }

    [Fact]
    public void Read_TooManyEntries_IsRefused()
    {
        var entries = Enumerable.Range(0, ManifestLimits.MaxIndexEntries + 1).Select(
            i => $$"""{"mediaType":"{{Oci}}","digest":"{{Digest(i)}}","size":1}""");
        Refused(
            OciIndex, $$"""{"schemaVersion":2,"manifests":[{{string.Join(',', entries)}}]}""",
            "is an index of 1001 manifests");
    }

    private static void Refused(string type, string json, string reason)
    {
        var failure = Assert.Throws<ScanException>(() => Read(type, Encoding.UTF8.GetBytes(json)));
        Assert.Equal(FailureKind.ManifestInvalid, failure.Kind);
        Assert.StartsWith("The manifest ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    private static ImageManifest ReadImage(string config, params string[] layers) =>
        Assert.IsType<ImageManifest>(Read(Oci, Encoding.UTF8.GetBytes(Image(config, layers))));

    private static ImageIndex ReadIndex(string entry) =>
        Assert.IsType<ImageIndex>(Read(OciIndex, Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"manifests":[{{entry}}]}""")));

    private static ParsedManifest Read(string type, byte[] content) =>
        ManifestReader.Read(new RawManifest { MediaType = type, Content = ImmutableArray.Create(content) });

    private static string Image(string config, params string[] layers) =>
        $$"""{"schemaVersion":2,"config":{{config}},"layers":[{{string.Join(',', layers)}}]}""";

    private static string Layer(string type) => $$"""{"mediaType":"{{type}}","digest":"{{Digest(7)}}","size":1}""";

    private static string Digest(int number) =>
        "sha256:" + number.ToString("x64", System.Globalization.CultureInfo.InvariantCulture);
}
