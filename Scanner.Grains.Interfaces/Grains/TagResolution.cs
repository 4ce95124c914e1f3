using System.Collections.Immutable;
using Scanner.Failures;
using Scanner.Images;

namespace Scanner.Grains;

/// <summary>What a tag stands for, or why that is not known.</summary>
[GenerateSerializer, Immutable, Alias("scanner.TagResolution")]
public sealed record TagResolution
{
    /// <summary>Moves that are remembered.</summary>
    public const int MaxMoves = 16;

    /// <summary>The manifest's digest; null where it is not known.</summary>
    [Id(0)]
    public Digest? Digest { get; init; }

    /// <summary>When the registry last told.</summary>
    [Id(1)]
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>The moves seen, oldest first, the latest <see cref="MaxMoves"/>.</summary>
    [Id(2)]
    public ImmutableArray<TagMove> Moves { get; init; } = [];

    /// <summary>
    /// Why the registry did not tell just now. Together with a digest: the registry is away, and the digest is the last one it told.
    /// </summary>
    [Id(3)]
    public ScanFailure? Failure { get; init; }
}
