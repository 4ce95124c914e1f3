using Scanner.Images;
using Scanner.Silo.Inventory.Workloads;

namespace Scanner.Silo.Inventory.Events;

/// <summary>A workload that is to be told about one of its images.</summary>
internal sealed record WorkloadNotice(RunningWorkload Workload, RunningImage Image)
{
    public Digest Digest => Image.Image.Digest.GetValueOrDefault();
}
