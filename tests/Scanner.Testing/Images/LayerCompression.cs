namespace Scanner.Testing.Images;

/// <summary>How a layer's tar is packed.</summary>
public enum LayerCompression
{
    Gzip,

    /// <summary>A plain tar.</summary>
    None,

    /// <summary>A valid zstd frame of raw blocks. Clair v3 cannot unpack zstd.</summary>
    Zstd,

    /// <summary>The first half of the gzip stream: whoever unpacks it meets an early end.</summary>
    TruncatedGzip,
}
