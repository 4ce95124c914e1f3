using System.Text.Json.Nodes;

namespace Scanner.Testing.Clair;

/// <summary>What a real Clair v3 answered, as files beside the test; Recordings/clair/README.md tells their form.</summary>
public static class ClairRecordings
{
    private const string ImagePrefix = "image-";

    private static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Recordings", "clair");

    /// <summary>The recorded images whose post and get went well, such as <c>debian12</c>.</summary>
    public static IReadOnlyList<string> Images { get; } = Directory.EnumerateFiles(Folder, ImagePrefix + "*.get.pb")
        .Select(path => Path.GetFileName(path)[ImagePrefix.Length..^".get.pb".Length])
        .Order(StringComparer.Ordinal)
        .ToList();

    /// <summary>A recording, such as <c>errors.json</c>.</summary>
    /// <exception cref="FileNotFoundException">There is none of that name.</exception>
    public static JsonNode Read(string fileName) => JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, fileName)))
        ?? throw new InvalidDataException($"The recording {fileName} is empty.");

    /// <summary>The recording of one of <see cref="Images"/>: manifest, and the calls post, post_again and get.</summary>
    public static JsonNode ReadImage(string image) => Read($"{ImagePrefix}{image}.json");

    /// <summary>The bytes of the <c>GetAncestryResponse</c> of one of <see cref="Images"/>.</summary>
    public static byte[] ReadImageResponse(string image) =>
        File.ReadAllBytes(Path.Combine(Folder, $"{ImagePrefix}{image}.get.pb"));
}
