using Scanner.Testing.Images;

namespace Scanner.Testing.Tests.Images;

public sealed class SampleImagesTests
{
    /// <summary>
    /// The tar of each sample, on every machine. Blobs differ between zlib versions, so their digests are no constants.
    /// </summary>
    [Fact]
    public void DiffIds_OfSamples_AreConstant()
    {
        Assert.Equal(
            "sha256:26098d5198f590cbfc1dc43fac916eb1667d597ca76f6769f2a37b71df6e54f4", SampleImages.Debian12Layer.DiffId);
        Assert.Equal(
            "sha256:f2e345a7a6de62217f1bad4a0e061bc4916efe1260f27363c5c92058b3410633", SampleImages.Alpine318Layer.DiffId);
    }

    [Fact]
    public void Numbered_Images_ShareTheBaseAndDifferOnTop()
    {
        var images = Enumerable.Range(0, 20).Select(SampleImages.CleanNumbered).ToList();

        Assert.Equal(20, images.DistinctBy(image => image.Digest).Count());
        Assert.Equal(20, images.DistinctBy(image => image.Layers[1].Digest).Count());
        Assert.All(images, image => Assert.Equal(SampleImages.Clean.Layers[0].Digest, image.Layers[0].Digest));
        Assert.Equal(SampleImages.VulnerableNumbered(3).Digest, SampleImages.VulnerableNumbered(3).Digest);
    }
}
