using System.Collections.Immutable;

namespace Scanner.Grains;

/// <summary>A manifest as the registry sent it.</summary>
[GenerateSerializer, Immutable, Alias("scanner.RawManifest")]
public sealed record RawManifest
{
    /// <summary>The answer's Content-Type without parameters.</summary>
    [Id(0)]
    public required string MediaType { get; init; }

    [Id(1)]
    public required ImmutableArray<byte> Content { get; init; }
}
