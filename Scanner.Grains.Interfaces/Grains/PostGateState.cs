using System.Collections.Immutable;

namespace Scanner.Grains;

/// <summary>The post gate as an operator sees it.</summary>
[GenerateSerializer, Immutable, Alias("scanner.PostGateState")]
public sealed record PostGateState
{
    /// <summary>What is being posted.</summary>
    [Id(0)]
    public required ImmutableArray<string> Posting { get; init; }

    [Id(1)]
    public required int Waiting { get; init; }

    /// <summary>What may not be posted for some seconds, because Clair may still be storing it.</summary>
    [Id(2)]
    public required ImmutableArray<string> Held { get; init; }
}
