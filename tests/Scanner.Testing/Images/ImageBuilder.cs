using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scanner.Testing.Images;

/// <summary>Builds an image of one platform. The same input gives the same bytes.</summary>
public sealed class ImageBuilder(ImageFormat format = ImageFormat.Docker)
{
    private readonly List<BuiltLayer> _layers = [];
    private readonly SortedDictionary<string, string> _labels = new(StringComparer.Ordinal);
    private readonly List<string> _variables = [];
    private ImagePlatform _platform = ImagePlatform.LinuxAmd64;

    /// <summary>linux/amd64 unless said otherwise.</summary>
    public ImageBuilder Platform(ImagePlatform platform)
    {
        _platform = platform;
        return this;
    }

    /// <summary>Puts a layer on top of those added before. It gets the media type of the image's format.</summary>
    public ImageBuilder Layer(BuiltLayer layer)
    {
        _layers.Add(layer with { MediaType = MediaTypes.Layer(format, layer.Compression) });
        return this;
    }

    /// <summary>As <see cref="Layer(BuiltLayer)"/>, with the media type the layer has.</summary>
    public ImageBuilder LayerAsIs(BuiltLayer layer)
    {
        _layers.Add(layer);
        return this;
    }

    /// <summary>A label of the config. A label of its own makes an image with the same layers another image.</summary>
    public ImageBuilder Label(string name, string value)
    {
        _labels[name] = value;
        return this;
    }

    /// <summary>An environment variable of the config.</summary>
    public ImageBuilder Variable(string name, string value)
    {
        _variables.Add($"{name}={value}");
        return this;
    }

    public BuiltImage Build()
    {
        var config = JsonSerializer.SerializeToUtf8Bytes(Config());
        var configDigest = ContentDigest.Of(config);
        var manifest = ManifestJson.Write(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.Manifest(format),
            ["config"] = ManifestJson.Descriptor(MediaTypes.Config(format), config, configDigest),
            ["layers"] = new JsonArray(
                [.. _layers.Select(layer => ManifestJson.Descriptor(layer.MediaType, layer.Content, layer.Digest))]),
        });
        return new BuiltImage
        {
            Format = format,
            Platform = _platform,
            Manifest = manifest,
            MediaType = MediaTypes.Manifest(format),
            Digest = ContentDigest.Of(manifest),
            Config = config,
            ConfigDigest = configDigest,
            Layers = [.. _layers],
        };
    }

    private JsonObject Config()
    {
        var created = LayerBuilder.Created.UtcDateTime;
        var config = ManifestJson.Platform(_platform);
        config["created"] = created;
        config["config"] = new JsonObject
        {
            ["Entrypoint"] = new JsonArray("/bin/sh"),
            ["Labels"] = new JsonObject(_labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value))),
        };
        if (_variables.Count > 0) config["config"]!["Env"] = new JsonArray([.. _variables.Select(variable => JsonValue.Create(variable))]);
        config["rootfs"] = new JsonObject
        {
            ["type"] = "layers",
            ["diff_ids"] = new JsonArray([.. _layers.Select(layer => JsonValue.Create(layer.DiffId))]),
        };
        config["history"] = new JsonArray(
            [.. _layers.Select(_ => new JsonObject { ["created"] = created, ["created_by"] = "Scanner.Testing" })]);
        return config;
    }
}
