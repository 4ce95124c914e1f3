using System.Collections.Immutable;

namespace Scanner.Webhook.Workloads;

/// <summary>What matters of an object under review, whatever its kind.</summary>
internal sealed record ReviewedObject
{
    public required ObjectMetadata Metadata { get; init; }

    public required ImmutableArray<PodImages> Pods { get; init; }

    /// <summary>What its author should know about what was not read.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Whether it has more containers than are read; <see cref="Pods"/> is then not complete.</summary>
    public bool HasTooManyContainers { get; init; }
}
