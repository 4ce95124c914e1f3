using System.Collections.Immutable;

namespace Scanner.Grains.Registry.Manifests;

/// <summary>A list of manifests for different platforms (image-spec, image-index.md).</summary>
internal sealed record ImageIndex : ParsedManifest
{
    /// <summary>In the index's order, without what no runtime picks: attestations.</summary>
    public required ImmutableArray<IndexEntry> Entries { get; init; }
}
