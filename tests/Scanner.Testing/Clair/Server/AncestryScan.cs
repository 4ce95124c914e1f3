using System.Security.Cryptography;
using System.Text;
using Scanner.Clair.Wire;
using Scanner.Testing.Clair.Database;
using Scanner.Testing.Clair.Layers;
using PostLayer = Scanner.Clair.Wire.PostAncestryRequest.Types.PostLayer;

namespace Scanner.Testing.Clair.Server;

/// <summary>
/// Carries out a post: looks the name up, scans the unknown layers at once, stores the ancestry and then, in a step of its
/// own, links it to vulnerabilities.
/// </summary>
internal sealed class AncestryScan(
    ClairDatabase database, LayerAnalyzer analyzer, StatusWriter statuses, ClairFaults faults, ClairCounters counters,
    TimeProvider clock)
{
    private static readonly string[] Formats = ["docker", "aci"];

    /// <exception cref="Grpc.Core.RpcException">With Clair's code and text.</exception>
    public async Task<PostAncestryResponse> PostAsync(PostAncestryRequest request, CancellationToken cancellationToken)
    {
        if (!Formats.Contains(request.Format, StringComparer.OrdinalIgnoreCase)) throw ClairErrors.FormatNotSupported();
        if (faults.DatabaseDown) throw ClairErrors.DatabaseRefused();
        var answer = new PostAncestryResponse { Status = statuses.Write() };
        var name = request.AncestryName.Length > 0 ? request.AncestryName : NameOf(request.Layers);
        if (name.Contains('\0')) throw ClairErrors.QueryFailed();
        if (database.IsCached(name)) return answer;

        var ancestry = await BuildAsync(name, request.Layers, cancellationToken);
        database.StoreAncestry(ancestry);
        await StayUnlinkedAsync(cancellationToken);
        database.Link(ancestry);
        return answer;
    }

    private static string NameOf(IEnumerable<PostLayer> layers) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(',', layers.Select(layer => layer.Hash)))));

    private async Task<StoredAncestry> BuildAsync(
        string name, IReadOnlyList<PostLayer> layers, CancellationToken cancellationToken)
    {
        var distinct = layers.DistinctBy(layer => layer.Hash).ToArray();
        foreach (var layer in distinct)
        {
            if (layer.Hash.Length == 0) throw ClairErrors.NoLayerHash();
            if (layer.Path.Length == 0) throw ClairErrors.NoLayerPath();
        }

        var analyzed = (await AnalyzeAllAsync(distinct, cancellationToken)).ToDictionary(layer => layer.Layer.Hash);
        if (analyzed.Values.Any(layer => layer.IsPoisoned)) throw ClairErrors.QueryFailed();
        var builder = new AncestryBuilder();
        foreach (var layer in layers) builder.Add(analyzed[layer.Hash].Layer);
        return builder.Build(name, database.DetectorVersion);
    }

    // The first layer that fails decides the answer and ends the others' fetches.
    private async Task<AnalyzedLayer[]> AnalyzeAllAsync(PostLayer[] layers, CancellationToken cancellationToken)
    {
        using var others = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var scans = layers
            .Select(layer => Task.Run(() => analyzer.AnalyzeAsync(layer, others.Token), CancellationToken.None))
            .ToList();
        Task<AnalyzedLayer>? failed = null;
        await foreach (var scan in Task.WhenEach(scans).WithCancellation(CancellationToken.None))
        {
            if (scan.IsCompletedSuccessfully || failed is not null) continue;
            failed = scan;
            await others.CancelAsync();
        }

        if (failed is not null) await failed;
        return await Task.WhenAll(scans);
    }

    private async Task StayUnlinkedAsync(CancellationToken cancellationToken)
    {
        if (faults.FalseCleanWindow <= TimeSpan.Zero) return;
        // The timer is there before the window is counted, so that a test may move its clock then.
        var window = Task.Delay(faults.FalseCleanWindow, clock, cancellationToken);
        counters.WindowOpened();
        try
        {
            await window;
        }
        finally
        {
            counters.WindowClosed();
        }
    }
}
