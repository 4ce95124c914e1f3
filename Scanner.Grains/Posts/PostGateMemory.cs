using System.Collections.Immutable;

namespace Scanner.Grains.Posts;

/// <summary>What a gate takes along when it moves. Who waits asks again.</summary>
[GenerateSerializer, Immutable, Alias("scanner.PostGateMemory")]
internal sealed record PostGateMemory
{
    /// <summary>Posts in flight.</summary>
    [Id(0)]
    public required ImmutableArray<HeldPlace> Places { get; init; }

    /// <summary>What rests, until when.</summary>
    [Id(1)]
    public required ImmutableDictionary<string, DateTimeOffset> Holds { get; init; }

    /// <summary>Before that nobody is let in.</summary>
    [Id(2)]
    public required DateTimeOffset AdmitsFrom { get; init; }
}
