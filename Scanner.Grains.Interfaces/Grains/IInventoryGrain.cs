using Orleans.Concurrency;

namespace Scanner.Grains;

/// <summary>
/// Which running workloads would be refused if they were restarted now: one for the cluster (<see cref="Key"/>). It runs only
/// while silos keep it running, which they do where it is enabled.
/// </summary>
[Alias("scanner.IInventoryGrain")]
public interface IInventoryGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "cluster";

    /// <summary>
    /// Starts it where it does not run yet. Called by every silo every few seconds, so that it moves when its silo dies.
    /// </summary>
    [Alias("KeepRunning"), AlwaysInterleave]
    Task KeepRunning();

    /// <summary>Totals, and the workloads that would be refused. Changes nothing.</summary>
    [Alias("GetState"), AlwaysInterleave]
    Task<InventoryState> GetState();
}
