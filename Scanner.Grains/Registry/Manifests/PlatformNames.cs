using System.Globalization;
using Scanner.Images;

namespace Scanner.Grains.Registry.Manifests;

/// <summary>
/// The one spelling of a platform's many: runtimes take <c>x86_64</c> for <c>amd64</c> and <c>arm64/v8</c> for <c>arm64</c>, so
/// an entry under another spelling is one they may run (containerd, platforms, "Normalize"; Go's GOARCH and GOARM).
/// </summary>
internal static class PlatformNames
{
    public static Platform Normalize(Platform platform)
    {
        var os = platform.Os.ToLowerInvariant();
        var (architecture, variant) = Normalize(platform.Architecture.ToLowerInvariant(), platform.Variant?.ToLowerInvariant());
        return new Platform { Os = os == "macos" ? "darwin" : os, Architecture = architecture, Variant = variant };
    }

    /// <summary>The number in <c>v7</c>; 0 for no variant or one without a number.</summary>
    public static int Rank(string? variant) =>
        int.TryParse(variant?.TrimStart('v'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static (string Architecture, string? Variant) Normalize(string architecture, string? variant) =>
        (architecture, variant) switch
        {
            ("amd64" or "x86_64" or "x86-64", null or "v1") => ("amd64", null),
            ("amd64" or "x86_64" or "x86-64", _) => ("amd64", variant),
            ("arm64" or "aarch64", null or "8" or "v8") => ("arm64", null),
            ("arm64" or "aarch64", _) => ("arm64", variant),
            ("arm", null or "7") => ("arm", "v7"),
            ("arm", "5" or "6" or "8") => ("arm", "v" + variant),
            ("armhf", _) => ("arm", "v7"),
            ("armel", _) => ("arm", "v6"),
            ("i386", _) => ("386", null),
            _ => (architecture, variant),
        };
}
