using System.Text.RegularExpressions;

namespace Scanner.Testing.Clair.Detection;

/// <summary>Read which distribution release a layer says it is.</summary>
internal static partial class ReleaseDetectors
{
    public const string OsRelease = "os-release";
    public const string LsbRelease = "lsb-release";
    public const string AlpineRelease = "alpine-release";
    public const string LsbReleasePath = "etc/lsb-release";
    public const string AlpineReleasePath = "etc/alpine-release";

    public static IReadOnlyList<string> OsReleasePaths { get; } = ["etc/os-release", "usr/lib/os-release"];

    public static IEnumerable<DetectedNamespace> Detect(IReadOnlyDictionary<string, string> files) =>
        new[] { FromOsRelease(files), FromLsbRelease(files), FromAlpineRelease(files) }.OfType<DetectedNamespace>();

    // Both files are read; what the second says wins.
    private static DetectedNamespace? FromOsRelease(IReadOnlyDictionary<string, string> files)
    {
        string id = "", version = "";
        foreach (var path in OsReleasePaths)
        {
            if (!files.TryGetValue(path, out var text)) continue;
            if (LayerText.Assigned(text, "ID") is { Length: > 0 } newId) id = newId;
            if (LayerText.Assigned(text, "VERSION_ID") is { Length: > 0 } newVersion) version = newVersion;
        }

        return Release(id, version, OsRelease);
    }

    private static DetectedNamespace? FromLsbRelease(IReadOnlyDictionary<string, string> files)
    {
        if (!files.TryGetValue(LsbReleasePath, out var text)) return null;
        var id = LayerText.Assigned(text, "DISTRIB_ID");
        var version = LayerText.Assigned(text, "DISTRIB_RELEASE");
        // Ubuntu releases have two parts, Debian's and CentOS's are told by the first.
        return Release(id, id is "debian" or "centos" ? version.Split('.')[0] : version, LsbRelease);
    }

    private static DetectedNamespace? FromAlpineRelease(IReadOnlyDictionary<string, string> files)
    {
        if (!files.TryGetValue(AlpineReleasePath, out var text)) return null;
        var match = LayerText.Lines(text).Select(line => AlpineVersion().Match(line)).FirstOrDefault(m => m.Success);
        return match is null ? null : new($"alpine:v{match.Groups[1].Value}", VersionFormats.Dpkg, AlpineRelease);
    }

    private static DetectedNamespace? Release(string id, string version, string detector) =>
        VersionFormats.Of(id) is { } format && version.Length > 0 ? new($"{id}:{version}", format, detector) : null;

    [GeneratedRegex(@"^([0-9]+\.[0-9]+)\.[0-9]+$")]
    private static partial Regex AlpineVersion();
}
