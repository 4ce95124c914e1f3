using Scanner.Images;

namespace Scanner.Grains;

/// <summary>A tag came to stand for another manifest.</summary>
/// <param name="From">The digest before.</param>
/// <param name="At">When that was noticed.</param>
[GenerateSerializer, Immutable, Alias("scanner.TagMove")]
public sealed record TagMove([property: Id(0)] Digest From, [property: Id(1)] DateTimeOffset At);
