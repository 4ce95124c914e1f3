using System.Collections.Immutable;
using Scanner.Images;
using Scanner.Silo.Inventory.Workloads;

namespace Scanner.Silo.Inventory.Pods;

/// <summary>What the inventory takes from a pod that runs.</summary>
internal sealed record PodFacts
{
    public required Guid Uid { get; init; }

    public required WorkloadId Workload { get; init; }

    public required PullContext PullContext { get; init; }

    /// <summary>Distinct, each with a digest.</summary>
    public required ImmutableArray<ImageReference> Images { get; init; }

    /// <summary>A container has been pulled, and its status does not say which manifest.</summary>
    public required bool IsPartial { get; init; }
}
