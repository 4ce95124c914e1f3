using Orleans.Concurrency;

namespace Scanner.Grains;

/// <summary>
/// The one grain that follows Clair's database for the whole cluster: when it moved, when it was lost, and how fast reports are
/// read again.
/// </summary>
[Alias("scanner.IEpochGrain")]
public interface IEpochGrain : IGrainWithStringKey
{
    /// <summary>There is one.</summary>
    const string Key = "clair";

    /// <summary>The epoch, by a word of Clair's no older than that; Clair is asked once for all who ask at the same time.</summary>
    /// <param name="maxAge">How old Clair's word may be.</param>
    /// <param name="known">
    /// What the caller heard before, if anything. A grain that starts anew without a store takes it up.
    /// </param>
    /// <exception cref="Failures.ScanException">Clair did not tell.</exception>
    [Alias("Ask"), AlwaysInterleave]
    Task<Epoch> Ask(TimeSpan maxAge, Epoch? known);

    /// <summary>An ancestry that Clair knew at that time is unknown to it now.</summary>
    /// <returns>The epoch as it is after that.</returns>
    [Alias("ReportLoss"), AlwaysInterleave]
    Task<Epoch?> ReportLoss(DateTimeOffset knownAt);

    /// <summary>Asks for leave to read reports again, within the rate that holds for the cluster.</summary>
    /// <param name="wanted">How many, at least 1.</param>
    /// <returns>How many may be read now, from 0 to <paramref name="wanted"/>.</returns>
    [Alias("TakeRereads"), AlwaysInterleave]
    Task<int> TakeRereads(int wanted);

    /// <summary>What is known without asking Clair; null before it has told once. Changes nothing.</summary>
    [Alias("GetState"), AlwaysInterleave]
    Task<Epoch?> GetState();
}
