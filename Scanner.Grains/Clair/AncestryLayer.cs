using System.Collections.Immutable;
using Scanner.Reports;

namespace Scanner.Grains.Clair;

/// <summary>What was detected in one layer.</summary>
internal sealed record AncestryLayer
{
    public required string Hash { get; init; }

    public required int FeatureCount { get; init; }

    public required ImmutableArray<Finding> Findings { get; init; }
}
