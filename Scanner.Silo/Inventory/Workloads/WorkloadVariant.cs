namespace Scanner.Silo.Inventory.Workloads;

/// <summary>
/// The pods of one workload that run the same images: nearly always all of them, and two kinds during a rollout. Keeping images
/// for these, and of a pod only which it belongs to, is what makes a pod cost some dozen bytes.
/// </summary>
internal sealed class WorkloadVariant(RunningWorkload workload, RunningImage[] images, bool isPartial)
{
    private readonly RunningImage[] _images = images;

    public RunningWorkload Workload { get; } = workload;

    public IReadOnlyList<RunningImage> Images => _images;

    /// <summary>Not all of its images are among <see cref="Images"/>.</summary>
    public bool IsPartial { get; } = isPartial;

    public int Pods { get; set; }

    public bool Runs(ReadOnlySpan<RunningImage> images, bool isPartial) => IsPartial == isPartial && images.SequenceEqual(_images);
}
