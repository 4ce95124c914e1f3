using System.Text.Json.Serialization;

namespace Scanner.Grains.Registry.Manifests;

/// <summary>The fields of all four kinds of manifest that are read, as JSON.</summary>
internal sealed record ManifestDocument
{
    public int? SchemaVersion { get; init; }

    public string? MediaType { get; init; }

    public Descriptor? Config { get; init; }

    public IReadOnlyList<Descriptor?>? Layers { get; init; }

    public IReadOnlyList<Descriptor?>? Manifests { get; init; }

    internal sealed record Descriptor
    {
        public string? MediaType { get; init; }

        public string? Digest { get; init; }

        public long? Size { get; init; }

        public DescribedPlatform? Platform { get; init; }
    }

    internal sealed record DescribedPlatform
    {
        public string? Os { get; init; }

        public string? Architecture { get; init; }

        public string? Variant { get; init; }
    }
}

// The runtimes are written in Go, whose JSON reader takes "Layers" for "layers" and the last of several. To read it like them
// and refuse to choose between two leaves no manifest that shows us other layers than it shows the runtime.
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(ManifestDocument))]
internal sealed partial class ManifestJson : JsonSerializerContext;
