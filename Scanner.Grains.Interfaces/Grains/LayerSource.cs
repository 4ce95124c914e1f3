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

    /// <summary>A post before this moment does not count, because Clair has lost what it knew since; null accepts any.</summary>
    [Id(3)]
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Clair's detectors of now. A post under others does not count: Clair analyses the layer anew, as if it were new.</summary>
    [Id(4)]
    public required string Detectors { get; init; }
}
