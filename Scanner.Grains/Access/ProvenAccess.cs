using Scanner.Images;

namespace Scanner.Grains.Access;

/// <summary>A proof as a grain keeps it or takes it along.</summary>
[GenerateSerializer, Immutable, Alias("scanner.ProvenAccess")]
internal sealed record ProvenAccess
{
    [Id(0)]
    public required string Registry { get; init; }

    [Id(1)]
    public required string Repository { get; init; }

    /// <summary>On whose behalf; null where whoever asks may pull.</summary>
    [Id(2)]
    public PullContext? PullContext { get; init; }

    /// <summary>How long it may be believed.</summary>
    [Id(3)]
    public required DateTimeOffset ProvenUntil { get; init; }
}
