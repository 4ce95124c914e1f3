using System.Collections.Immutable;
using Scanner.Verdicts;
using Scanner.Webhook.Workloads;

namespace Scanner.Webhook.Reviews;

/// <summary>One distinct image of a review, everywhere it occurs, with its verdict.</summary>
internal sealed record ReviewedImage
{
    /// <summary>As the user wrote it.</summary>
    public required string Text { get; init; }

    /// <summary>The containers that use it, in the order of the object.</summary>
    public required ImmutableArray<ContainerImage> Places { get; init; }

    public required Verdict Verdict { get; init; }
}
