using System.Collections.Immutable;
using Scanner.Images;

namespace Scanner.Reports;

/// <summary>
/// The facts about one manifest digest as of one Clair database time. Holds what a verdict needs and counts of the rest, so
/// that a silo can keep a great many; Clair has the full lists.
/// </summary>
[GenerateSerializer, Immutable, Alias("scanner.ScanReport")]
public sealed record ScanReport
{
    [Id(0)]
    public required Digest Digest { get; init; }

    /// <summary>The name Clair knows this ancestry by; trusted because our own PostAncestry of it returned OK.</summary>
    [Id(1)]
    public required string AncestryName { get; init; }

    /// <summary>Base layer first, with the repetitions of the manifest.</summary>
    [Id(2)]
    public required ImmutableArray<LayerSummary> Layers { get; init; }

    /// <summary>Worst first.</summary>
    [Id(3)]
    public required ImmutableArray<Finding> Findings { get; init; }

    /// <summary>Clair's <c>last_update_time</c> when the report was read.</summary>
    [Id(4)]
    public required DateTimeOffset DatabaseTime { get; init; }

    /// <summary>Clair's detectors when the ancestry was posted, in a canonical order; other detectors need a new post.</summary>
    [Id(5)]
    public required string Detectors { get; init; }

    /// <summary>When the report was read from Clair.</summary>
    [Id(6)]
    public required DateTimeOffset ReadAt { get; init; }

    public int FeatureCount => Layers.Sum(layer => layer.FeatureCount);

    public int VulnerabilityCount => Layers.Sum(layer => layer.VulnerabilityCount);

    /// <summary>No feature in any layer: Clair could not look inside, which is not the same as clean.</summary>
    public bool NothingDetected => FeatureCount == 0;
}
