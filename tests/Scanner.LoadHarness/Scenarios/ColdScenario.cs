using Scanner.LoadHarness.Images;
using Scanner.LoadHarness.Load;
using Scanner.LoadHarness.Processes;
using Scanner.Testing.Images;

namespace Scanner.LoadHarness.Scenarios;

/// <summary>Many reviews of new digests at once, as after the start of a cluster; each number of digests from nothing.</summary>
internal sealed class ColdScenario(HarnessOptions options, TextWriter output)
{
    private static readonly int[] AllDigests = [50, 200, 2_000];

    /// <summary>One image in so many is vulnerable.</summary>
    private const int VulnerableOneIn = 3;

    /// <returns>Whether every count is right.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var isRight = true;
        foreach (var digests in options.Quick ? AllDigests.AsEnumerable().Take(1) : AllDigests)
        {
            using var client = Probe.CreateClient(trusted: null);
            await using var cluster = await ScannerCluster.StartAsync(
                silos: 2, webhooks: 2, client, tls: null, cancellationToken);
            cluster.Clair.Faults.LayerDelay = options.LayerDelay;
            var (reviews, images) = Plan(cluster, digests);
            output.WriteLine($"{reviews.Count:#,0} concurrent reviews of {ReviewTexts.ImagesOfDeployment} images, "
                + $"{images.Count:#,0} distinct new digests, 2 silos, 2 webhooks");
            isRight &= await new ReviewBatch(cluster, client, output).RunAsync(reviews, images, cancellationToken);
            output.WriteLine();
        }

        return isRight;
    }

    /// <summary>
    /// Every second review names three clean images and is to be allowed; the others name one clean and two vulnerable ones. So
    /// clean images are named twice as often as vulnerable ones, and there are twice as many.
    /// </summary>
    private (List<PlannedReview> Reviews, List<BuiltImage> Images) Plan(ScannerCluster cluster, int digests)
    {
        var vulnerable = new ImageCycle(Enumerable.Range(0, digests / VulnerableOneIn).Select(LoadImages.Vulnerable), cluster);
        var clean = new ImageCycle(Enumerable.Range(0, digests - (digests / VulnerableOneIn)).Select(LoadImages.Clean), cluster);
        var reviews = new List<PlannedReview>();
        for (var index = 0; index < options.Reviews; index++)
        {
            var isClean = index % 2 == 0;
            var uid = Guid.NewGuid().ToString();
            string[] named = isClean
                ? [clean.Next(), clean.Next(), clean.Next()]
                : [clean.Next(), vulnerable.Next(), vulnerable.Next()];
            reviews.Add(new PlannedReview(
                uid, ReviewTexts.Deployment(uid, "load", named), isClean ? ReviewOutcome.Allowed : ReviewOutcome.Refused));
        }

        return (reviews, [.. clean.Named, .. vulnerable.Named]);
    }
}
