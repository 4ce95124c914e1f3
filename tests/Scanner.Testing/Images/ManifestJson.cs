using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scanner.Testing.Images;

/// <summary>Manifests as bytes: three spaces of indentation, as the tools of the trade write them.</summary>
internal static class ManifestJson
{
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, IndentSize = 3, NewLine = "\n" };

    public static byte[] Write(JsonObject document) => JsonSerializer.SerializeToUtf8Bytes(document, Pretty);

    public static JsonObject Descriptor(string mediaType, byte[] content, string digest) =>
        new() { ["mediaType"] = mediaType, ["size"] = content.Length, ["digest"] = digest };

    public static JsonObject Platform(ImagePlatform platform)
    {
        var document = new JsonObject { ["architecture"] = platform.Architecture, ["os"] = platform.Os };
        if (platform.Variant is not null) document["variant"] = platform.Variant;
        return document;
    }
}
