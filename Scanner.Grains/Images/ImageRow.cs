using System.Collections.Immutable;
using Scanner.Grains.Access;

namespace Scanner.Grains.Images;

/// <summary>What an image grain keeps in the store, and takes along when it moves.</summary>
[GenerateSerializer, Immutable, Alias("scanner.ImageRow")]
internal sealed record ImageRow
{
    [Id(0)]
    public ImageFacts? Facts { get; init; }

    [Id(1)]
    public ImmutableArray<ProvenAccess> Access { get; init; } = [];

    [Id(2)]
    public ImageHistory History { get; init; } = new();

    /// <summary>When the store was last given this.</summary>
    [Id(3)]
    public DateTimeOffset? WrittenAt { get; init; }
}
