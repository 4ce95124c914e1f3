using Scanner.Clair.Wire;
using Scanner.Testing.Clair.Database;
using Scanner.Testing.Clair.Detection;
using Scanner.Testing.Clair.Server;

namespace Scanner.Testing.Clair.Layers;

/// <summary>Finds a layer in the database, or fetches, scans and stores it.</summary>
internal sealed class LayerAnalyzer(
    ClairDatabase database, LayerFetcher fetcher, ClairFaults faults, ClairCounters counters, BackgroundStores background,
    TimeProvider clock)
{
    /// <summary>The layer, and whether it can be used: a layer that was poisoned before this post found it cannot.</summary>
    /// <exception cref="Grpc.Core.RpcException">With Clair's code and text.</exception>
    public async Task<AnalyzedLayer> AnalyzeAsync(PostAncestryRequest.Types.PostLayer layer, CancellationToken cancellationToken)
    {
        if (database.FindLayer(layer.Hash) is { } known) return known;
        var scan = await ScanAsync(layer, cancellationToken);
        try
        {
            await faults.HoldLayerAsync(layer.Hash, clock, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
        }
        catch (OperationCanceledException) when (faults.StoreAfterCancel > TimeSpan.Zero)
        {
            background.StoreLater(faults.StoreAfterCancel, () => database.StoreLayer(layer.Hash, scan));
            throw;
        }

        return new AnalyzedLayer(database.StoreLayer(layer.Hash, scan), IsPoisoned: false);
    }

    private async Task<LayerScan> ScanAsync(PostAncestryRequest.Types.PostLayer layer, CancellationToken cancellationToken)
    {
        counters.LayerFetched(layer.Hash);
        await using var blob = await OpenAsync(layer, cancellationToken);
        try
        {
            return LayerScan.Of(await LayerArchive.ReadAsync(blob, LayerScan.Paths, cancellationToken));
        }
        catch (Exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Clair has one answer, whatever is wrong with the bytes and also when they stop coming.
            throw ClairErrors.ExtractFailed();
        }
    }

    private async Task<Stream> OpenAsync(PostAncestryRequest.Types.PostLayer layer, CancellationToken cancellationToken)
    {
        try
        {
            return await fetcher.OpenAsync(layer.Path, layer.Headers, cancellationToken);
        }
        catch (Exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // One answer here too: the reason is only in Clair's log.
            throw ClairErrors.DownloadFailed();
        }
    }
}
