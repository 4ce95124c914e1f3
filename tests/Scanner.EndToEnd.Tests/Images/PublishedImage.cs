using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json.Nodes;

namespace Scanner.EndToEnd.Tests.Images;

/// <summary>An image of one platform, as it was pulled.</summary>
/// <param name="Config">Its config (OCI image-spec, config.md).</param>
/// <param name="Layers">The layers' bytes, base first.</param>
internal sealed record PublishedImage(JsonNode Config, IReadOnlyList<byte[]> Layers)
{
    public string Architecture => (string)Config["architecture"]!;

    public string User => (string)Setting("User")!;

    public IReadOnlyList<string> EntryPoint => [.. Setting("Entrypoint")!.AsArray().Select(word => (string)word!)];

    /// <summary>Arguments that the image brings itself, before which a pod's would be lost.</summary>
    public JsonNode? Arguments => Setting("Cmd");

    /// <summary><c>8443/tcp</c>, in their order.</summary>
    public IEnumerable<string> Ports =>
        Setting("ExposedPorts")!.AsObject().Select(port => port.Key).Order(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Labels =>
        Setting("Labels")!.AsObject().ToDictionary(label => label.Key, label => (string)label.Value!);

    public IReadOnlyDictionary<string, string> Environment =>
        Setting("Env")!.AsArray().Select(variable => ((string)variable!).Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    /// <summary>Every file and folder of the layers above the base.</summary>
    public async Task<IReadOnlyList<string>> AddedAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        foreach (var layer in Layers.Skip(1))
        {
            await using var content = Open(layer);
            await using var tar = new TarReader(content);
            while (await tar.GetNextEntryAsync(cancellationToken: cancellationToken) is { } entry) names.Add(entry.Name.Trim('/'));
        }

        return names;
    }

    /// <summary>Writes all layers into a folder, which then is the image's root.</summary>
    public async Task UnpackAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (var layer in Layers)
        {
            await using var content = Open(layer);
            await TarFile.ExtractToDirectoryAsync(content, folder, overwriteFiles: true, cancellationToken);
        }
    }

    private JsonNode? Setting(string key) => Config["config"]![key];

    private static GZipStream Open(byte[] layer) => new(new MemoryStream(layer, writable: false), CompressionMode.Decompress);
}
