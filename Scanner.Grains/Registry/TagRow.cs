using System.Collections.Immutable;
using Scanner.Grains.Access;

namespace Scanner.Grains.Registry;

/// <summary>What a tag grain keeps in the store.</summary>
[GenerateSerializer, Immutable, Alias("scanner.TagRow")]
internal sealed record TagRow
{
    [Id(0)]
    public TagResolution Known { get; init; } = new();

    [Id(1)]
    public ImmutableArray<ProvenAccess> Access { get; init; } = [];
}
