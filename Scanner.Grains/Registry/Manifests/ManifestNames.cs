using System.Collections.Frozen;
using System.Text.Json;

namespace Scanner.Grains.Registry.Manifests;

/// <summary>
/// Finds fields whose names are written so that Go's JSON reader, by Unicode's folding of case, takes them for known ones
/// (<c>layerſ</c> for <c>layers</c>) and .NET's does not.
/// </summary>
internal static class ManifestNames
{
    private static readonly FrozenSet<string> Known = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "schemaVersion", "mediaType", "config", "layers", "manifests", "digest", "size", "platform", "os", "architecture",
        "variant");

    /// <summary>The first such name, or null.</summary>
    public static string? FindDisguised(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName) continue;
            var name = reader.GetString()!;
            // The only two letters outside ASCII that fold into it: long s and the Kelvin sign.
            if (name.AsSpan().IndexOfAny('\u017F', '\u212A') >= 0
                && Known.Contains(name.Replace('\u017F', 's').Replace('\u212A', 'k')))
                return name;
        }
        return null;
    }
}
