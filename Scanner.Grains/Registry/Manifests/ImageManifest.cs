using System.Collections.Immutable;

namespace Scanner.Grains.Registry.Manifests;

/// <summary>A manifest of one image or artifact (image-spec, manifest.md).</summary>
internal sealed record ImageManifest : ParsedManifest
{
    /// <summary>What says whether this is an image that a runtime runs; empty where the manifest does not say.</summary>
    public required string ConfigMediaType { get; init; }

    /// <summary>Base layer first, with repetitions.</summary>
    public required ImmutableArray<LayerDescriptor> Layers { get; init; }

    /// <summary>
    /// The layers that make up a file system. Of an image these are all, whatever type they claim, since the runtime decides what
    /// it unpacks; of an artifact (a chart, a signature) only those with the type of an image layer.
    /// </summary>
    public ImmutableArray<LayerDescriptor> ImageLayers =>
        MediaTypes.IsImageConfig(ConfigMediaType) ? Layers : [.. Layers.Where(layer => MediaTypes.IsLayer(layer.MediaType))];
}
