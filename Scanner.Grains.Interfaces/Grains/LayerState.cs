namespace Scanner.Grains;

/// <summary>A layer grain as an operator sees it.</summary>
[GenerateSerializer, Immutable, Alias("scanner.LayerState")]
public sealed record LayerState
{
    [Id(0)]
    public required string Digest { get; init; }

    /// <summary>Clair has taken the layer in a post of ours.</summary>
    [Id(1)]
    public required bool Posted { get; init; }

    /// <summary>A post is in flight or waits for its turn.</summary>
    [Id(2)]
    public required bool Posting { get; init; }

    [Id(3)]
    public required int Attempts { get; init; }

    /// <summary>No new post before then, because Clair may still be storing the last one.</summary>
    [Id(4)]
    public DateTimeOffset? RestsUntil { get; init; }
}
