namespace Scanner.Testing.Images;

/// <summary>
/// Media types of manifests, configs and layers (OCI image-spec media-types.md; Docker image manifest v2 schema 2).
/// </summary>
public static class MediaTypes
{
    public const string DockerSchema1 = "application/vnd.docker.distribution.manifest.v1+prettyjws";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    public const string DockerManifestList = "application/vnd.docker.distribution.manifest.list.v2+json";
    public const string DockerConfig = "application/vnd.docker.container.image.v1+json";
    public const string DockerLayerGzip = "application/vnd.docker.image.rootfs.diff.tar.gzip";
    public const string DockerLayer = "application/vnd.docker.image.rootfs.diff.tar";

    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";
    public const string OciConfig = "application/vnd.oci.image.config.v1+json";
    public const string OciLayerGzip = "application/vnd.oci.image.layer.v1.tar+gzip";
    public const string OciLayerZstd = "application/vnd.oci.image.layer.v1.tar+zstd";
    public const string OciLayer = "application/vnd.oci.image.layer.v1.tar";

    /// <summary>The one "layer" of an attestation manifest as BuildKit pushes it.</summary>
    public const string InToto = "application/vnd.in-toto+json";

    /// <summary>The four types a client of today accepts, in one Accept header's value.</summary>
    public const string AcceptAll = $"{OciManifest}, {DockerManifest}, {OciIndex}, {DockerManifestList}";

    internal static string Manifest(ImageFormat format) => format == ImageFormat.Oci ? OciManifest : DockerManifest;

    internal static string Index(ImageFormat format) => format == ImageFormat.Oci ? OciIndex : DockerManifestList;

    internal static string Config(ImageFormat format) => format == ImageFormat.Oci ? OciConfig : DockerConfig;

    /// <summary>Docker has no type for zstd; a Docker manifest with such a layer names OCI's.</summary>
    internal static string Layer(ImageFormat format, LayerCompression compression) => (format, compression) switch
    {
        (_, LayerCompression.Zstd) => OciLayerZstd,
        (ImageFormat.Oci, LayerCompression.None) => OciLayer,
        (ImageFormat.Oci, _) => OciLayerGzip,
        (_, LayerCompression.None) => DockerLayer,
        _ => DockerLayerGzip,
    };
}
