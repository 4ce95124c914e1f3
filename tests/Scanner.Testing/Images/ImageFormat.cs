namespace Scanner.Testing.Images;

/// <summary>Which family of media types an image or index is written in.</summary>
public enum ImageFormat
{
    /// <summary>Docker image manifest version 2, schema 2, and manifest lists.</summary>
    Docker,

    /// <summary>OCI image-spec 1.0 manifests and indexes.</summary>
    Oci,
}
