using Scanner.LoadHarness.Images;
using Scanner.LoadHarness.Load;
using Scanner.LoadHarness.Processes;
using Scanner.LoadHarness.Report;
using Scanner.Testing.Clair;
using Scanner.Testing.Images;

namespace Scanner.LoadHarness.Scenarios;

/// <summary>
/// Reviews of new images, all sent at once, spread over the webhooks; then what they cost Clair and the registry.
/// </summary>
internal sealed class ReviewBatch(ScannerCluster cluster, HttpClient client, TextWriter output)
{
    /// <summary>How long a review is tried, of the time that a scan of everything may take on a slow machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>The silos' default for <c>Clair:MaxPostsInFlight</c>.</summary>
    private const int MaxPostsInFlight = 4;

    /// <param name="reviews">What is sent.</param>
    /// <param name="images">Every image that the reviews name, once; none was seen by the cluster before.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether every count is right.</returns>
    public async Task<bool> RunAsync(
        IReadOnlyList<PlannedReview> reviews, IReadOnlyCollection<BuiltImage> images, CancellationToken cancellationToken)
    {
        cluster.Clair.Counters.Reset();
        cluster.Registry.Counters.Clear();
        var layersBefore = cluster.Clair.Counters.StoredLayers;
        var clients = cluster.Webhooks.Select(webhook => new ReviewClient(client, webhook.Address)).ToArray();
        var decided = await cluster.WatchAsync(
            token => Task.WhenAll(reviews.Select(
                (review, index) => clients[index % clients.Length].DecideAsync(review, Patience, token))),
            cancellationToken);

        var layers = images.SelectMany(image => image.Layers)
            .Select(layer => layer.Digest)
            .Where(layer => !layersBefore.Contains(layer))
            .Distinct()
            .Count();
        var table = new CountTable();
        AddDecisions(table, decided);
        AddWork(table, images.Count, layers);
        table.Write(output);
        WriteSideNotes(decided);
        return table.IsRight;
    }

    private static void AddDecisions(CountTable table, DecidedReview[] decided)
    {
        table.Exactly("reviews allowed", Count(ReviewOutcome.Allowed), Expected(ReviewOutcome.Allowed));
        table.Exactly("reviews refused", Count(ReviewOutcome.Refused), Expected(ReviewOutcome.Refused));
        table.Exactly("wrong allows", decided.Count(IsWrongAllow), 0);
        table.Exactly("reviews never decided", Count(ReviewOutcome.NotReady) + Count(ReviewOutcome.Invalid), 0);
        table.Exactly("missing or invalid answers", decided.Sum(review => review.InvalidAnswers), 0);

        long Count(ReviewOutcome outcome) => decided.Count(review => review.Outcome == outcome);
        long Expected(ReviewOutcome outcome) => decided.Count(review => review.Review.Expected == outcome);
    }

    private static bool IsWrongAllow(DecidedReview review) =>
        review is { Outcome: ReviewOutcome.Allowed, Review.Expected: ReviewOutcome.Refused };

    private void AddWork(CountTable table, int images, int layers)
    {
        var clair = cluster.Clair.Counters;
        var posts = clair.Posts;
        var (ofLayers, ofImages) = (posts.Where(IsOfLayer).ToList(), posts.Where(post => !IsOfLayer(post)).ToList());
        var registry = cluster.Registry.Counters;
        table.Exactly("manifests pulled", registry.ManifestGets, images);
        table.Exactly("  distinct", registry.ManifestGetsByDigest.Count, images);
        table.Exactly("layer posts", ofLayers.Count, layers);
        table.Exactly("  distinct", Distinct(ofLayers), layers);
        table.Exactly("image posts", ofImages.Count, images);
        table.Exactly("  distinct", Distinct(ofImages), images);
        table.Exactly("failed posts", posts.Count(post => !post.Succeeded), 0);
        table.Exactly("layer downloads by Clair", clair.LayerFetches.Values.Sum(), layers);
        table.Exactly("poisoned layers", clair.PoisonedLayers.Count, 0);
        table.AtMost("posts in flight, at most", clair.MaxPostsInFlight, MaxPostsInFlight);
    }

    /// <summary>Images of the harness have more layers than one, so a post of one is a layer's own.</summary>
    private static bool IsOfLayer(ClairPost post) => post.LayerHashes.Length < LoadImages.LayersPerImage;

    private static int Distinct(IEnumerable<ClairPost> posts) =>
        posts.Select(post => string.Join(' ', post.LayerHashes)).Distinct(StringComparer.Ordinal).Count();

    private void WriteSideNotes(DecidedReview[] decided)
    {
        var tries = decided.Sum(review => review.Tries);
        var longest = decided.Max(review => review.Elapsed).TotalSeconds;
        output.WriteLine($"{tries:#,0} tries for {decided.Length:#,0} reviews; the last was decided after {longest:0.0} s");
        var troubles = decided.Where(review => review.LastTrouble is not null)
            .CountBy(review => ReasonIn(review.LastTrouble!))
            .OrderByDescending(pair => pair.Value)
            .Take(3);
        foreach (var (trouble, count) in troubles)
            output.WriteLine($"{count:#,0} were put off, for the last time because: {trouble}");
    }

    /// <summary>The line of a denial that says why; the others differ from image to image.</summary>
    private static string ReasonIn(string message) =>
        message.Split('\n', StringSplitOptions.TrimEntries).FirstOrDefault(IsReason) ?? message;

    private static bool IsReason(string line) =>
        line.StartsWith("is not judged", StringComparison.Ordinal)
        || line.StartsWith("cannot be judged", StringComparison.Ordinal);
}
