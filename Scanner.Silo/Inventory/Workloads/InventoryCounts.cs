namespace Scanner.Silo.Inventory.Workloads;

/// <summary>The inventory in numbers.</summary>
/// <param name="Pods">Pods that run and are kept.</param>
/// <param name="PartialPods">Of these, the ones with an image that cannot be judged.</param>
/// <param name="PodsOverLimit">Pods that are not kept, because there are too many.</param>
/// <param name="Workloads">Workloads with such pods.</param>
/// <param name="RefusedWorkloads">Of these, the ones that would be refused.</param>
/// <param name="Images">Distinct images.</param>
/// <param name="JudgedImages">Of these, the ones judged at least once.</param>
internal readonly record struct InventoryCounts(
    int Pods, int PartialPods, int PodsOverLimit, int Workloads, int RefusedWorkloads, int Images, int JudgedImages)
{
    public int SkippedPods => PartialPods + PodsOverLimit;
}
