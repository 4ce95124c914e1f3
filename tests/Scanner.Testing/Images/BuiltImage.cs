namespace Scanner.Testing.Images;

/// <summary>An image of one platform: manifest, config and layers, as a registry stores them.</summary>
public sealed record BuiltImage
{
    public required ImageFormat Format { get; init; }

    public required ImagePlatform Platform { get; init; }

    /// <summary>The manifest's bytes.</summary>
    public required byte[] Manifest { get; init; }

    /// <summary>The manifest's media type.</summary>
    public required string MediaType { get; init; }

    /// <summary>Digest of <see cref="Manifest"/>.</summary>
    public required string Digest { get; init; }

    public required byte[] Config { get; init; }

    public required string ConfigDigest { get; init; }

    /// <summary>Base first.</summary>
    public required IReadOnlyList<BuiltLayer> Layers { get; init; }
}
