namespace Scanner.Testing.Clair.Detection;

/// <summary>The line formats that package databases and release files share.</summary>
internal static class LayerText
{
    /// <summary>Groups of trimmed lines, parted by empty lines.</summary>
    public static IEnumerable<IReadOnlyList<string>> Stanzas(string text)
    {
        var stanza = new List<string>();
        foreach (var line in Lines(text))
        {
            if (line.Length > 0)
            {
                stanza.Add(line);
            }
            else if (stanza.Count > 0)
            {
                yield return stanza;
                stanza = [];
            }
        }

        if (stanza.Count > 0) yield return stanza;
    }

    public static IEnumerable<string> Lines(string text) => text.Split('\n').Select(line => line.Trim());

    /// <summary>The trimmed rest of a line that begins with <paramref name="prefix"/>.</summary>
    public static bool TryField(string line, string prefix, out string value)
    {
        var found = line.StartsWith(prefix, StringComparison.Ordinal);
        value = found ? line[prefix.Length..].Trim() : "";
        return found;
    }

    /// <summary>The value of the last <c>KEY=value</c> line, lower case and without quotes; empty when there is none.</summary>
    public static string Assigned(string text, string key) => Lines(text)
        .Where(line => line.StartsWith(key + "=", StringComparison.Ordinal))
        .Select(line => line[(key.Length + 1)..].Replace("\"", "", StringComparison.Ordinal).ToLowerInvariant())
        .LastOrDefault("");
}
