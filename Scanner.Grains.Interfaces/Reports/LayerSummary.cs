using Scanner.Images;

namespace Scanner.Reports;

/// <summary>What Clair detected in one layer, in numbers.</summary>
[GenerateSerializer, Immutable, Alias("scanner.LayerSummary")]
public sealed record LayerSummary
{
    [Id(0)]
    public required Digest Digest { get; init; }

    [Id(1)]
    public required int FeatureCount { get; init; }

    [Id(2)]
    public required int VulnerabilityCount { get; init; }
}
