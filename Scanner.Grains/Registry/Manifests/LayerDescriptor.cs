using Scanner.Images;

namespace Scanner.Grains.Registry.Manifests;

/// <summary>A layer as its manifest describes it.</summary>
/// <param name="Digest">Of the blob as it is stored, compressed or not.</param>
/// <param name="Size">Bytes, by the manifest's word.</param>
/// <param name="MediaType">Empty where the manifest does not say.</param>
internal sealed record LayerDescriptor(Digest Digest, long Size, string MediaType)
{
    /// <summary>Compressed in a way that Clair v3 cannot read.</summary>
    public bool IsZstd => MediaTypes.IsZstd(MediaType);
}
