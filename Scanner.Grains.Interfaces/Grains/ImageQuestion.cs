using Scanner.Images;
using Scanner.Verdicts;

namespace Scanner.Grains;

/// <summary>May this image run, by these rules?</summary>
[GenerateSerializer, Immutable, Alias("scanner.ImageQuestion")]
public sealed record ImageQuestion
{
    /// <summary>Where the manifest can be pulled from, should that be needed. Its digest is the grain's key.</summary>
    [Id(0)]
    public required ImageReference Image { get; init; }

    [Id(1)]
    public required PullContext PullContext { get; init; }

    [Id(2)]
    public required VulnerabilityRules Rules { get; init; }

    /// <summary>How long the caller waits for an answer, counted from when the grain gets the question.</summary>
    [Id(3)]
    public required TimeSpan Patience { get; init; }

    /// <summary>How many indexes led to this manifest; 0 for what the user named.</summary>
    [Id(4)]
    public int Depth { get; init; }
}
