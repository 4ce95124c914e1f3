using Scanner.Failures;
using Scanner.Images;

namespace Scanner.Grains;

/// <summary>What a tag stands for, or why that is not known.</summary>
[GenerateSerializer, Immutable, Alias("scanner.TagResolution")]
public sealed record TagResolution
{
    /// <summary>The manifest's digest; null where it is not known.</summary>
    [Id(0)]
    public Digest? Digest { get; init; }

    /// <summary>When the registry was last asked.</summary>
    [Id(1)]
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>The digest before the last move, where one was seen.</summary>
    [Id(2)]
    public Digest? MovedFrom { get; init; }

    [Id(3)]
    public DateTimeOffset? MovedAt { get; init; }

    [Id(4)]
    public ScanFailure? Failure { get; init; }
}
