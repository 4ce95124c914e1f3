using Scanner.Silo.Inventory.Events;

namespace Scanner.Silo.Inventory.Workloads;

/// <summary>A workload with at least one pod that runs. Guarded by <see cref="RunningPods"/>.</summary>
internal sealed class RunningWorkload(WorkloadId id)
{
    public WorkloadId Id { get; } = id;

    public List<WorkloadVariant> Variants { get; } = new(capacity: 1);

    /// <summary>What has been told about it. Guarded by <see cref="WorkloadNotices"/>.</summary>
    public ToldFindings Told { get; } = new();

    public int Pods => Variants.Sum(variant => variant.Pods);

    public bool IsRefused => Variants.Exists(variant => variant.Images.Any(image => image.IsRefused));
}
