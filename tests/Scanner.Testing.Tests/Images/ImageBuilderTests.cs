using System.Text.Json.Nodes;
using Scanner.Testing.Images;

namespace Scanner.Testing.Tests.Images;

public sealed class ImageBuilderTests
{
    private static readonly BuiltLayer Base = new LayerBuilder().File("a", "1").Build();
    private static readonly BuiltLayer Top = new LayerBuilder().File("b", "2").Compression(LayerCompression.None).Build();

    [Theory]
    [InlineData(
        ImageFormat.Docker, MediaTypes.DockerManifest, MediaTypes.DockerConfig,
        MediaTypes.DockerLayerGzip, MediaTypes.DockerLayer)]
    [InlineData(ImageFormat.Oci, MediaTypes.OciManifest, MediaTypes.OciConfig, MediaTypes.OciLayerGzip, MediaTypes.OciLayer)]
    public void Build_Manifest_NamesConfigAndLayersBaseFirst(
        ImageFormat format, string manifest, string config, string gzip, string plain)
    {
        var image = new ImageBuilder(format).Layer(Base).Layer(Top).Build();

        var document = JsonNode.Parse(image.Manifest)!;
        Assert.Equal(manifest, (string?)document["mediaType"]);
        Assert.Equal(manifest, image.MediaType);
        Assert.Equal(config, (string?)document["config"]!["mediaType"]);
        Assert.Equal(ContentDigest.Of(image.Config), (string?)document["config"]!["digest"]);
        Assert.Equal([(gzip, Base.Digest), (plain, Top.Digest)], document["layers"]!.AsArray().Select(layer =>
            ((string)layer!["mediaType"]!, (string)layer["digest"]!)));
        Assert.Equal(Base.Content.Length, (int)document["layers"]![0]!["size"]!);
        Assert.Equal(ContentDigest.Of(image.Manifest), image.Digest);
    }

    [Fact]
    public void Build_Config_NamesPlatformAndDiffIds()
    {
        var image = new ImageBuilder().Platform(ImagePlatform.LinuxArm64).Layer(Base).Layer(Top).Build();

        var config = JsonNode.Parse(image.Config)!;
        Assert.Equal(
            ["linux", "arm64", "v8"],
            [(string)config["os"]!, (string)config["architecture"]!, (string)config["variant"]!]);
        Assert.Equal([Base.DiffId, Top.DiffId], config["rootfs"]!["diff_ids"]!.AsArray().Select(id => (string)id!));
        Assert.Equal(2, config["history"]!.AsArray().Count);
    }

    [Fact]
    public void Build_WithALabel_IsAnotherImageOfTheSameLayers()
    {
        var plain = new ImageBuilder().Layer(Base).Build();
        var labelled = new ImageBuilder().Layer(Base).Label("number", "1").Build();

        Assert.NotEqual(plain.Digest, labelled.Digest);
        Assert.Equal(plain.Layers, labelled.Layers);
    }

    [Fact]
    public void Index_WithAttestation_NamesImagesByPlatform()
    {
        var amd64 = new ImageBuilder(ImageFormat.Oci).Layer(Base).Build();
        var arm64 = new ImageBuilder(ImageFormat.Oci).Platform(ImagePlatform.LinuxArm64).Layer(Base).Build();

        var index = new IndexBuilder().Add(amd64).Add(arm64).AddAttestation(amd64).Build();

        var entries = JsonNode.Parse(index.Manifest)!["manifests"]!.AsArray();
        Assert.Equal(index.Images.Select(image => image.Digest), entries.Select(entry => (string)entry!["digest"]!));
        Assert.Equal(["amd64", "arm64", "unknown"], entries.Select(entry => (string)entry!["platform"]!["architecture"]!));
        Assert.Equal(amd64.Digest, (string?)entries[2]!["annotations"]!["vnd.docker.reference.digest"]);
        Assert.Same(arm64, index.Image(ImagePlatform.LinuxArm64));
        Assert.Equal(ContentDigest.Of(index.Manifest), index.Digest);
    }

    [Theory]
    [InlineData(ImageFormat.Docker, MediaTypes.DockerManifestList)]
    [InlineData(ImageFormat.Oci, MediaTypes.OciIndex)]
    public void Index_MediaType_IsTheFormats(ImageFormat format, string mediaType)
    {
        var index = new IndexBuilder(format).Add(new ImageBuilder(format).Layer(Base).Build()).Build();

        Assert.Equal(mediaType, index.MediaType);
        Assert.Equal(mediaType, (string?)JsonNode.Parse(index.Manifest)!["mediaType"]);
    }
}
