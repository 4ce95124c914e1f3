namespace Scanner.Grains.Layers;

/// <summary>What a layer grain keeps in the store, and takes along when it moves.</summary>
[GenerateSerializer, Immutable, Alias("scanner.LayerMemory")]
internal sealed record LayerMemory
{
    [Id(0)]
    public required DateTimeOffset? PostedAt { get; init; }

    [Id(1)]
    public required string? Detectors { get; init; }

    [Id(2)]
    public required DateTimeOffset? RestsUntil { get; init; }
}
