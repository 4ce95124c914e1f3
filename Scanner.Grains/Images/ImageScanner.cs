using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Scanner.Failures;
using Scanner.Grains.Clair;
using Scanner.Grains.Freshness;
using Scanner.Grains.Policy;
using Scanner.Grains.Posts;
using Scanner.Grains.Registry;
using Scanner.Grains.Registry.Manifests;
using Scanner.Images;
using Scanner.Reports;

namespace Scanner.Grains.Images;

/// <summary>
/// The way from a digest to facts: manifest, layers one by one, the image, the report. Called by one grain at a time for a
/// digest; throws <see cref="ScanException"/> for what goes wrong.
/// </summary>
internal sealed class ImageScanner(
    IGrainFactory grains, IScannerBackend backend, PostGate gate, IOptions<RegistryOptions> registryOptions,
    EpochWatch epochs, TimeProvider clock) : IDisposable
{
    /// <summary>Layers of one image that wait for the gate at once; the gate bounds the posts themselves.</summary>
    private const int MaxLayersAtOnce = 16;

    /// <summary>Reports one silo reads at once; one Clair serves some forty a second, whoever asks.</summary>
    private const int MaxReadsAtOnce = 8;

    private readonly SemaphoreSlim _reads = new(MaxReadsAtOnce);

    /// <summary>The platforms that manifests of an index are selected for, as text to compare.</summary>
    public string Platforms { get; } = string.Join(' ', registryOptions.Value.PlatformsToScan());

    /// <param name="image">Where the manifest is pulled from; its digest says which.</param>
    /// <param name="pullContext">On whose behalf.</param>
    /// <param name="progress">Told each step.</param>
    /// <param name="cancellationToken">Ends the scan.</param>
    public async Task<ImageFacts> ScanAsync(
        ImageReference image, PullContext pullContext, ScanProgress progress, CancellationToken cancellationToken)
    {
        var digest = image.Digest ?? throw new ArgumentException("Only a digest can be scanned.", nameof(image));
        progress.Enter(ImagePhase.AskingClair);
        var epoch = await epochs.AskAsync(cancellationToken);
        // Spares Clair the posts while nothing could come of them; every post leaves a row there for good.
        if (epoch.DatabaseTime is null) throw DatabaseEmpty();
        progress.Enter(ImagePhase.PullingManifest);
        var registry = grains.GetGrain<IRegistryGrain>(image.Registry);
        var raw = await registry.GetManifest(image.Repository, digest, pullContext).WaitAsync(cancellationToken);
        var manifest = ManifestReader.Read(raw);
        if (manifest is ImageIndex index)
            return new ImageFacts.Index(PlatformSelection.Select(index, registryOptions.Value.PlatformsToScan()), Platforms);

        var layers = ((ImageManifest)manifest).ImageLayers;
        foreach (var layer in layers.Where(layer => layer.IsZstd))
            throw new ScanException(FailureKind.LayerUnreadable,
                $"layer {layer.Digest} is compressed with zstd, which Clair v3 does not read; build the image with gzip layers.");

        var source = new LayerSource
        {
            Registry = image.Registry,
            Repository = image.Repository,
            PullContext = pullContext,
            NotBefore = epoch.LostAt,
            Detectors = epoch.Detectors,
        };
        await PostLayersAsync([.. layers.Select(layer => layer.Digest).Distinct()], source, progress, cancellationToken);

        progress.Enter(ImagePhase.PostingImage);
        var post = await PostImageAsync(digest, [.. layers.Select(layer => layer.Digest)], source, cancellationToken);

        progress.Enter(ImagePhase.ReadingReport);
        var report = await ReadReportAsync(digest, post.Name, cancellationToken)
            ?? throw new ScanException(FailureKind.ClairAnswerInvalid, "Clair accepted the image and then did not know it.");
        if (!report.Layers.Select(layer => layer.Digest).SequenceEqual(post.Layers))
            throw ClairFailures.AnswerInvalid("its report has other layers than were posted");
        return new ImageFacts.Scanned(report with { Detectors = epoch.Detectors });
    }

    /// <summary>Reads an analysed image again against Clair's database of now; null when Clair no longer knows it.</summary>
    public async Task<ScanReport?> ReadReportAsync(Digest digest, string ancestryName, CancellationToken cancellationToken)
    {
        var ancestry = await GetAncestryAsync(ancestryName, cancellationToken);
        if (ancestry is null) return null;
        return new ScanReport
        {
            Digest = digest,
            AncestryName = ancestryName,
            Layers = [.. ancestry.Layers.Select(layer => new LayerSummary
            {
                Digest = Digest.TryParse(layer.Hash, out var hash) ? hash : throw ClairFailures.AnswerInvalid($"layer '{layer.Hash}'"),
                FeatureCount = layer.FeatureCount,
                VulnerabilityCount = layer.Findings.Length,
            })],
            Findings = [.. FindingOrder.WorstFirst(ancestry.Layers.SelectMany(layer => layer.Findings))],
            DatabaseTime = ancestry.Status.DatabaseTime ?? throw DatabaseEmpty(),
            Detectors = ancestry.Status.Detectors,
            ReadAt = clock.GetUtcNow(),
        };
    }

    public void Dispose() => _reads.Dispose();

    private async Task<Ancestry?> GetAncestryAsync(string ancestryName, CancellationToken cancellationToken)
    {
        await _reads.WaitAsync(cancellationToken);
        try
        {
            return await backend.GetAncestryAsync(ancestryName, cancellationToken);
        }
        finally
        {
            _reads.Release();
        }
    }

    private static ScanException DatabaseEmpty() => new(FailureKind.DatabaseEmpty,
        "Clair's vulnerability database is still empty (its first update has not finished), so every image would look clean.");

    private async Task PostLayersAsync(
        ImmutableArray<Digest> layers, LayerSource source, ScanProgress progress, CancellationToken cancellationToken)
    {
        progress.EnterLayers(layers.Length);
        // On the grain's own scheduler, so that progress is told from one thread.
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = MaxLayersAtOnce,
            CancellationToken = cancellationToken,
            TaskScheduler = TaskScheduler.Current,
        };
        await Parallel.ForEachAsync(layers, options, async (layer, token) =>
        {
            var grain = grains.GetGrain<ILayerGrain>(layer.ToString());
            while (!await grain.EnsurePosted(source, PostGateTimes.Slice).WaitAsync(token))
            {
            }

            progress.LayerPosted();
        });
    }

    private async Task<AncestryPost> PostImageAsync(
        Digest digest, ImmutableArray<Digest> layers, LayerSource source, CancellationToken cancellationToken)
    {
        await using var place = await gate.EnterAsync(digest.ToString(), source.Registry, cancellationToken);
        var access = await grains.GetGrain<IRegistryGrain>(source.Registry)
            .GrantBlobAccess(source.Repository, source.PullContext).WaitAsync(place.Held);
        var post = new AncestryPost
        {
            // A name of its own for each attempt: one whose post failed half-way reads as clean ever after.
            Name = $"{digest}#{Guid.NewGuid():N}",
            Layers = layers,
            Repository = source.Repository,
            Access = access,
        };
        var status = await backend.PostAncestryAsync(post, place.Held);
        return status.Detectors == source.Detectors
            ? post
            : throw new ScanException(FailureKind.ClairUnavailable, "Clair's detectors changed during the scan; it starts again.");
    }
}
