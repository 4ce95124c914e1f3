using System.Collections.Immutable;

namespace Scanner.Grains.Clair;

/// <summary>An analysed ancestry as the backend tells it at one moment.</summary>
internal sealed record Ancestry
{
    /// <summary>Base layer first.</summary>
    public required ImmutableArray<AncestryLayer> Layers { get; init; }

    public required BackendStatus Status { get; init; }
}
