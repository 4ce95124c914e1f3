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
    /// The layers that make up a file system: all, whatever type they claim, or none where the manifest is purely an artifact (a
    /// chart, a signature). What a manifest says of itself must not hide a layer: runtimes unpack every layer of a Docker
    /// manifest without a look at its config's or the layers' types, so a manifest is an artifact only where nothing else fits.
    /// </summary>
    public ImmutableArray<LayerDescriptor> ImageLayers => IsImage ? Layers : [];

    private bool IsImage =>
        MediaType == MediaTypes.DockerManifest || MediaTypes.IsImageConfig(ConfigMediaType)
        || Layers.Any(layer => MediaTypes.IsLayer(layer.MediaType));
}
