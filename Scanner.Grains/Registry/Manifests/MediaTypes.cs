using System.Collections.Frozen;

namespace Scanner.Grains.Registry.Manifests;

/// <summary>Media types of the OCI image spec (media-types.md) and of Docker's image manifest version 2.</summary>
internal static class MediaTypes
{
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    public const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

    public const string OciConfig = "application/vnd.oci.image.config.v1+json";
    public const string DockerConfig = "application/vnd.docker.container.image.v1+json";

    /// <summary>
    /// Accept for every manifest request, in one header: a registry that misses the stored type among them converts the manifest
    /// to schema 1, picks a platform by itself, or answers 404.
    /// </summary>
    public const string AcceptManifests = $"{OciIndex}, {OciManifest}, {DockerList}, {DockerManifest}";

    private static readonly FrozenSet<string> Schema1 = FrozenSet.Create(
        "application/vnd.docker.distribution.manifest.v1+json", "application/vnd.docker.distribution.manifest.v1+prettyjws");

    private static readonly FrozenSet<string> Layers = FrozenSet.Create(
        "application/vnd.oci.image.layer.v1.tar",
        "application/vnd.oci.image.layer.v1.tar+gzip",
        "application/vnd.oci.image.layer.v1.tar+zstd",
        "application/vnd.oci.image.layer.nondistributable.v1.tar",
        "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
        "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
        "application/vnd.docker.image.rootfs.diff.tar",
        "application/vnd.docker.image.rootfs.diff.tar.gzip",
        "application/vnd.docker.image.rootfs.diff.tar.zstd",
        "application/vnd.docker.image.rootfs.foreign.diff.tar",
        "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");

    public static bool IsIndex(string? type) => type is OciIndex or DockerList;

    public static bool IsImage(string? type) => type is OciManifest or DockerManifest;

    public static bool IsManifest(string? type) => IsIndex(type) || IsImage(type);

    public static bool IsSchema1(string type) => Schema1.Contains(type);

    public static bool IsImageConfig(string type) => type is OciConfig or DockerConfig;

    public static bool IsLayer(string type) => Layers.Contains(type);

    public static bool IsZstd(string type) =>
        type.EndsWith("+zstd", StringComparison.Ordinal) || type.EndsWith(".zstd", StringComparison.Ordinal);

    /// <summary>What servers say of a file that they know nothing about; the manifest's own word counts then.</summary>
    public static bool IsUnspecific(string type) =>
        type is "" or "application/json" or "application/octet-stream" or "binary/octet-stream" or "text/plain";
}
