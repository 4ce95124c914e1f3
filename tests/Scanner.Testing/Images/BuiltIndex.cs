namespace Scanner.Testing.Images;

/// <summary>An OCI index or a Docker manifest list with the images it names.</summary>
public sealed record BuiltIndex
{
    public required ImageFormat Format { get; init; }

    /// <summary>The index's bytes.</summary>
    public required byte[] Manifest { get; init; }

    public required string MediaType { get; init; }

    /// <summary>Digest of <see cref="Manifest"/>.</summary>
    public required string Digest { get; init; }

    /// <summary>The images in the order of the index, attestations too.</summary>
    public required IReadOnlyList<BuiltImage> Images { get; init; }

    /// <summary>The image of a platform.</summary>
    /// <exception cref="InvalidOperationException">The index has none, or several.</exception>
    public BuiltImage Image(ImagePlatform platform) => Images.Single(image => image.Platform == platform);
}
