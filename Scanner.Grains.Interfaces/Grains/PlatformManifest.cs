using Scanner.Images;

namespace Scanner.Grains;

/// <summary>The manifest of one platform in an index.</summary>
[GenerateSerializer, Immutable, Alias("scanner.PlatformManifest")]
public sealed record PlatformManifest
{
    [Id(0)]
    public required Platform Platform { get; init; }

    [Id(1)]
    public required Digest Digest { get; init; }
}
