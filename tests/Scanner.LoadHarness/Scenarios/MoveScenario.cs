using System.Globalization;
using Scanner.LoadHarness.Processes;
using Scanner.LoadHarness.Report;

namespace Scanner.LoadHarness.Scenarios;

/// <summary>Clair's database moves on while many digests are known: what that costs Clair and the registry, and how fast.</summary>
internal sealed class MoveScenario(HarnessOptions options, TextWriter output)
{
    /// <summary>Watched before the move, to see that nothing is touched then.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <summary>Beside the time that the rate asks for.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(2);

    /// <summary>A whole second's turns may be saved up before a second begins.</summary>
    private const int SavedSeconds = 1;

    /// <returns>Whether every count is right.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        using var client = Probe.CreateClient(trusted: null);
        await using var cluster = await ScannerCluster.StartAsync(
            silos: 2, webhooks: 2, client, tls: null, cancellationToken,
            $"--Freshness:RefreshRate={options.Rate}", "--Clair:MaxPostsInFlight=32");
        var known = new KnownDigests(options.Digests, cluster, client);
        output.WriteLine($"{known.Count:#,0} digests are made known, 2 silos, 2 webhooks");
        await known.AskAllAsync(cancellationToken);

        cluster.Clair.Counters.Reset();
        cluster.Registry.Counters.Clear();
        await Task.Delay(Quiet, TimeProvider.System, cancellationToken);
        var quietGets = cluster.Clair.Counters.Gets;

        output.WriteLine($"Clair's database moves; at most {options.Rate} reports a second are to be read again");
        cluster.Clair.SetDatabaseTime(TimeProvider.System.GetUtcNow());
        var reads = await CountReadsAsync(cluster, known.Count, cancellationToken);
        // Afterwards the registry is asked whether the images may still be pulled: that is believed for ten minutes.
        var pulled = cluster.Registry.Counters.ManifestGets;
        var decided = await known.AskAllAsync(cancellationToken);

        var table = new CountTable();
        table.Exactly("re-reads before the move", quietGets, 0);
        table.Exactly("image and layer posts", cluster.Clair.Counters.Posts.Length, 0);
        table.Exactly("layer downloads by Clair", cluster.Clair.Counters.LayerFetches.Values.Sum(), 0);
        table.Exactly("manifests pulled", pulled, 0);
        table.Exactly("re-reads", cluster.Clair.Counters.Gets, known.Count);
        table.AtMost("  in the busiest 10 seconds", reads.Busiest(TimeSpan.FromSeconds(10)), options.Rate * (10 + SavedSeconds));
        table.Exactly("right decisions afterwards", decided.LongCount(review => review.Outcome == review.Review.Expected), decided.Count);
        table.Write(output);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"re-reads took {reads.Took.TotalSeconds:0} s, {known.Count / reads.Took.TotalSeconds:0.0} a second; "
            + $"the busiest second had {reads.Busiest(TimeSpan.FromSeconds(1))}; Clair was asked for its status {cluster.Clair.Counters.Statuses} times"));
        return table.IsRight;
    }

    private async Task<ReadCurve> CountReadsAsync(ScannerCluster cluster, int expected, CancellationToken cancellationToken)
    {
        var curve = new ReadCurve();
        var patience = TimeSpan.FromSeconds(expected / options.Rate) + Slack;
        do
        {
            await Task.Delay(Step, TimeProvider.System, cancellationToken);
            curve.Add(cluster.Clair.Counters.Gets);
        }
        while (curve.Count < expected && curve.Took < patience);
        return curve;
    }
}
