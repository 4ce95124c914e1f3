using Orleans.Concurrency;

namespace Scanner.Grains.Freshness;

/// <summary>A grain whose facts are read again when Clair has newer ones.</summary>
[Alias("scanner.IRefreshing")]
internal interface IRefreshing : IGrain
{
    /// <summary>Reads again what is outdated. Does nothing where nothing is.</summary>
    /// <returns>When to come back, where it did not succeed; null when there is nothing more to do.</returns>
    [AlwaysInterleave, Alias("Refresh")]
    Task<DateTimeOffset?> Refresh();

    /// <summary>Clair has news about it: have it read again before others.</summary>
    [AlwaysInterleave, Alias("RefreshFirst")]
    Task RefreshFirst();
}
