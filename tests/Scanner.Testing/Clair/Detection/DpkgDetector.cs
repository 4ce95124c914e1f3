using System.Text.RegularExpressions;
using Scanner.Testing.Clair.Versions;

namespace Scanner.Testing.Clair.Detection;

/// <summary>
/// Reads dpkg's status file. Each package is listed twice, as binary and as source; the source's name and version are the
/// binary's unless the Source field says otherwise. The Status field is not looked at: removed packages count.
/// </summary>
internal static partial class DpkgDetector
{
    public const string Name = "dpkg";
    public const string Path = "var/lib/dpkg/status";

    public static IEnumerable<DetectedFeature> Detect(IReadOnlyDictionary<string, string> files) =>
        files.TryGetValue(Path, out var text) ? LayerText.Stanzas(text).SelectMany(Read).Distinct() : [];

    private static IEnumerable<DetectedFeature> Read(IReadOnlyList<string> stanza)
    {
        string name = "", version = "", sourceName = "", sourceVersion = "";
        foreach (var line in stanza)
        {
            if (LayerText.TryField(line, "Package: ", out var package)) name = package;
            else if (LayerText.TryField(line, "Version: ", out var installed)) version = installed;
            else if (SourceField().Match(line) is { Success: true } source)
            {
                sourceName = source.Groups["name"].Value;
                sourceVersion = source.Groups["version"].Value.Trim();
            }
        }

        if (!DpkgVersion.TryParse(version, out _)) yield break;
        if (name.Length > 0) yield return new(name, version, DetectedFeature.Binary, Name);
        if (sourceName.Length == 0) sourceName = name;
        if (sourceVersion.Length == 0) sourceVersion = version;
        if (sourceName.Length > 0) yield return new(sourceName, sourceVersion, DetectedFeature.Source, Name);
    }

    [GeneratedRegex(@"^Source: (?<name>\S*)( \((?<version>.*)\))?")]
    private static partial Regex SourceField();
}
