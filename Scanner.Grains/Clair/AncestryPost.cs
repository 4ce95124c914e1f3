using System.Collections.Immutable;
using Scanner.Images;

namespace Scanner.Grains.Clair;

/// <summary>What is to be analysed, and where its layers are.</summary>
internal sealed record AncestryPost
{
    public required string Name { get; init; }

    /// <summary>Base layer first, as in the manifest.</summary>
    public required ImmutableArray<Digest> Layers { get; init; }

    public required string Repository { get; init; }

    public required BlobAccess Access { get; init; }

    /// <summary>Where the backend fetches a layer (distribution-spec, "Pulling blobs").</summary>
    public Uri PathOf(Digest layer) => new(Access.Registry, $"/v2/{Repository}/blobs/{layer}");
}
