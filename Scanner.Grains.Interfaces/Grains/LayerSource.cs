using Scanner.Images;

namespace Scanner.Grains;

/// <summary>Where Clair is to fetch a layer.</summary>
[GenerateSerializer, Immutable, Alias("scanner.LayerSource")]
public sealed record LayerSource
{
    [Id(0)]
    public required string Registry { get; init; }

    [Id(1)]
    public required string Repository { get; init; }

    [Id(2)]
    public required PullContext PullContext { get; init; }
}
