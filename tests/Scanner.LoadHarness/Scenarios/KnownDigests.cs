using Scanner.LoadHarness.Images;
using Scanner.LoadHarness.Load;
using Scanner.LoadHarness.Processes;

namespace Scanner.LoadHarness.Scenarios;

/// <summary>Many digests that the cluster has judged, a third of them vulnerable, and the reviews that name each once.</summary>
internal sealed class KnownDigests
{
    /// <summary>Reviews in flight while they are made known; enough to keep two cores busy.</summary>
    private const int AtOnce = 32;

    /// <summary>One review in so many names vulnerable images.</summary>
    private const int VulnerableOneIn = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly ScannerCluster _cluster;
    private readonly HttpClient _client;

    /// <summary>Pushes so many images, rounded down to a multiple of what a review names.</summary>
    public KnownDigests(int count, ScannerCluster cluster, HttpClient client)
    {
        (_cluster, _client) = (cluster, client);
        var reviews = count / ReviewTexts.ImagesOfDeployment;
        Reviews = [.. Enumerable.Range(0, reviews).Select(Plan)];
    }

    /// <summary>Each names digests of its own.</summary>
    public IReadOnlyList<PlannedReview> Reviews { get; }

    public int Count => Reviews.Count * ReviewTexts.ImagesOfDeployment;

    /// <summary>Sends all reviews, each until it is decided.</summary>
    public async Task<IReadOnlyList<DecidedReview>> AskAllAsync(CancellationToken cancellationToken)
    {
        var clients = _cluster.Webhooks.Select(webhook => new ReviewClient(_client, webhook.Address)).ToArray();
        var decided = new DecidedReview[Reviews.Count];
        await _cluster.WatchAsync(
            async token =>
            {
                var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = token };
                await Parallel.ForAsync(0, Reviews.Count, options, async (index, itemToken) =>
                    decided[index] = await clients[index % clients.Length].DecideAsync(Reviews[index], Patience, itemToken));
                return decided;
            },
            cancellationToken);
        return decided;
    }

    private PlannedReview Plan(int number)
    {
        var isVulnerable = number % VulnerableOneIn == 0;
        var images = Enumerable.Range(number * ReviewTexts.ImagesOfDeployment, ReviewTexts.ImagesOfDeployment)
            .Select(image => _cluster.Push(isVulnerable ? LoadImages.Vulnerable(image) : LoadImages.Clean(image)));
        var uid = Guid.NewGuid().ToString();
        return new PlannedReview(
            uid, ReviewTexts.Deployment(uid, "load", [.. images]), isVulnerable ? ReviewOutcome.Refused : ReviewOutcome.Allowed);
    }
}
