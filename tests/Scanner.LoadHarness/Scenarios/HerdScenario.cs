using Scanner.LoadHarness.Images;
using Scanner.LoadHarness.Load;
using Scanner.LoadHarness.Processes;
using Scanner.Testing.Images;

namespace Scanner.LoadHarness.Scenarios;

/// <summary>Many pods of one new digest at the same moment: first a clean image, then a vulnerable one.</summary>
internal sealed class HerdScenario(HarnessOptions options, TextWriter output)
{
    /// <returns>Whether every count is right.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        using var client = Probe.CreateClient(trusted: null);
        await using var cluster = await ScannerCluster.StartAsync(silos: 2, webhooks: 2, client, tls: null, cancellationToken);
        cluster.Clair.Faults.LayerDelay = options.LayerDelay;
        return await RunAsync("clean", LoadImages.Clean(0), ReviewOutcome.Allowed, cluster, client, cancellationToken)
            & await RunAsync("vulnerable", LoadImages.Vulnerable(0), ReviewOutcome.Refused, cluster, client, cancellationToken);
    }

    private async Task<bool> RunAsync(
        string kind, BuiltImage image, ReviewOutcome expected, ScannerCluster cluster, HttpClient client,
        CancellationToken cancellationToken)
    {
        var reference = cluster.Push(image);
        var pods = Enumerable.Range(0, options.Pods).Select(_ => Guid.NewGuid().ToString())
            .Select(uid => new PlannedReview(uid, ReviewTexts.Pod(uid, "load", reference), expected))
            .ToList();
        output.WriteLine($"{pods.Count:#,0} pods of one new, {kind} digest at once, 2 silos, 2 webhooks");
        var isRight = await new ReviewBatch(cluster, client, output).RunAsync(pods, [image], cancellationToken);
        output.WriteLine();
        return isRight;
    }
}
