using System.Collections.Immutable;
using Scanner.Failures;
using Scanner.Reports;

namespace Scanner.Grains;

/// <summary>An image grain as an operator sees it.</summary>
[GenerateSerializer, Immutable, Alias("scanner.ImageState")]
public sealed record ImageState
{
    [Id(0)]
    public required string Digest { get; init; }

    [Id(1)]
    public required ImagePhase Phase { get; init; }

    /// <summary>The phase in words, with the layer it is at.</summary>
    [Id(2)]
    public required string Progress { get; init; }

    /// <summary>Questions that are waiting for the scan.</summary>
    [Id(3)]
    public required int Waiters { get; init; }

    /// <summary>Scans started since the grain was activated.</summary>
    [Id(4)]
    public required int Attempts { get; init; }

    [Id(5)]
    public ScanFailure? Failure { get; init; }

    [Id(6)]
    public ScanReport? Report { get; init; }

    /// <summary>For an index: the manifests whose grains are asked instead.</summary>
    [Id(7)]
    public ImmutableArray<PlatformManifest> Platforms { get; init; } = [];

    [Id(8)]
    public ImageHistory History { get; init; } = new();

    /// <summary>Since when Clair has newer facts than the report's; null while it has none.</summary>
    [Id(9)]
    public DateTimeOffset? ReplacedAt { get; init; }
}
