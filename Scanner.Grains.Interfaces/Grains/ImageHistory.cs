using System.Collections.Immutable;

namespace Scanner.Grains;

/// <summary>Who has asked about an image.</summary>
[GenerateSerializer, Immutable, Alias("scanner.ImageHistory")]
public sealed record ImageHistory
{
    /// <summary>When the image was first asked about; null before that.</summary>
    [Id(0)]
    public DateTimeOffset? FirstSeenAt { get; init; }

    /// <summary>From where and for whom, the latest last.</summary>
    [Id(1)]
    public ImmutableArray<ImageSighting> Sightings { get; init; } = [];
}
