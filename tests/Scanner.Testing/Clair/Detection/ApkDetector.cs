using Scanner.Testing.Clair.Versions;

namespace Scanner.Testing.Clair.Detection;

/// <summary>Reads apk's database of installed packages: binary packages only, versions checked as dpkg's.</summary>
internal static class ApkDetector
{
    public const string Name = "apk";
    public const string Path = "lib/apk/db/installed";

    public static IEnumerable<DetectedFeature> Detect(IReadOnlyDictionary<string, string> files) =>
        files.TryGetValue(Path, out var text) ? LayerText.Stanzas(text).SelectMany(Read).Distinct() : [];

    private static IEnumerable<DetectedFeature> Read(IReadOnlyList<string> stanza)
    {
        string name = "", version = "";
        foreach (var line in stanza)
        {
            if (LayerText.TryField(line, "P:", out var package)) name = package;
            else if (LayerText.TryField(line, "V:", out var installed)) version = installed;
        }

        if (name.Length == 0 || !DpkgVersion.TryParse(version, out _)) yield break;
        yield return new(name, version, DetectedFeature.Binary, Name);
    }
}
