namespace Scanner.Testing.Images;

/// <summary>What an image runs on (image-spec, image-index.md, platform).</summary>
public sealed record ImagePlatform(string Os, string Architecture, string? Variant = null)
{
    public static ImagePlatform LinuxAmd64 { get; } = new("linux", "amd64");

    public static ImagePlatform LinuxArm64 { get; } = new("linux", "arm64", "v8");

    /// <summary>The platform of attestation entries.</summary>
    public static ImagePlatform Unknown { get; } = new("unknown", "unknown");
}
