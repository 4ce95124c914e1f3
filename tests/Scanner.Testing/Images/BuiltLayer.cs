namespace Scanner.Testing.Images;

/// <summary>A layer as a registry stores it.</summary>
public sealed record BuiltLayer
{
    /// <summary>
    /// OCI's type when it comes from <see cref="LayerBuilder"/>; <see cref="ImageBuilder"/> sets its own format's.
    /// </summary>
    public required string MediaType { get; init; }

    /// <summary>The blob, packed.</summary>
    public required byte[] Content { get; init; }

    /// <summary>Digest of <see cref="Content"/>.</summary>
    public required string Digest { get; init; }

    /// <summary>Digest of the tar before packing (image-spec, config.md#layer-diffid).</summary>
    public required string DiffId { get; init; }

    public required LayerCompression Compression { get; init; }
}
