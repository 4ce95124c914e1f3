using System.Globalization;
using Scanner.LoadHarness.Load;
using Scanner.LoadHarness.Processes;
using Scanner.LoadHarness.Report;
using Scanner.Testing.Clair;
using Scanner.Testing.Postgres;

namespace Scanner.LoadHarness.Scenarios;

/// <summary>All silos are killed while many digests are known and kept in PostgreSQL: what those that follow still know.</summary>
internal sealed class RestartScenario(HarnessOptions options, TextWriter output)
{
    private const string ImageRows = "FROM scanner.grain_state WHERE state = 'image'";

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    /// <summary>The last rows are written a moment after the last answer.</summary>
    private static readonly TimeSpan WritePatience = TimeSpan.FromMinutes(2);

    /// <returns>Whether every count is right.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        if (PostgresServer.Missing() is { } missing) throw new HarnessException(missing);
        await using var postgres = await PostgresServer.StartAsync(cancellationToken);
        using var client = Probe.CreateClient(trusted: null);
        await using var cluster = await ScannerCluster.StartAsync(
            silos: 2, webhooks: 2, client, tls: null, cancellationToken,
            "--Storage:Provider=PostgreSql", $"--Storage:ConnectionString={postgres.ConnectionString}", "--Clair:MaxPostsInFlight=32");
        cluster.Clair.AddAdvisories(Enumerable.Range(0, options.Findings).Select(Advisory));
        var known = new KnownDigests(options.Digests, cluster, client);
        output.WriteLine($"{known.Count:#,0} digests are made known, 2 silos, 2 webhooks, grain state in PostgreSQL");
        await known.AskAllAsync(cancellationToken);
        var rows = await WaitForRowsAsync(postgres, known.Count, cancellationToken);

        await cluster.KillSilosAsync();
        cluster.Clair.Counters.Reset();
        cluster.Registry.Counters.Clear();
        output.WriteLine("all silos are killed, and others started in their places");
        var begun = TimeProvider.System.GetTimestamp();
        var starting = cluster.StartSilosAsync(client, cancellationToken);
        var first = await new ReviewClient(client, cluster.Webhooks[0].Address)
            .DecideAsync(known.Reviews[0], WritePatience, cancellationToken);
        var firstAnswer = TimeProvider.System.GetElapsedTime(begun);
        await starting;
        var joined = TimeProvider.System.GetTimestamp();
        var decided = await known.AskAllAsync(cancellationToken);
        var all = TimeProvider.System.GetElapsedTime(joined);

        var table = new CountTable();
        table.Exactly("image rows before the kill", rows, known.Count);
        table.Exactly("first decision right", first.Outcome == first.Review.Expected ? 1 : 0, 1);
        table.Exactly("right decisions afterwards", decided.LongCount(review => review.Outcome == review.Review.Expected), decided.Count);
        table.Exactly("image and layer posts", cluster.Clair.Counters.Posts.Length, 0);
        table.Exactly("reports read from Clair", cluster.Clair.Counters.Gets, 0);
        table.Exactly("layer downloads by Clair", cluster.Clair.Counters.LayerFetches.Values.Sum(), 0);
        table.Exactly("manifests pulled", cluster.Registry.Counters.ManifestGets, 0);
        table.Write(output);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"first decision {firstAnswer.TotalSeconds:0.0} s after the start of the first silo's process; "
            + $"all {decided.Count:#,0} reviews within {all.TotalSeconds:0.0} s of the last one's joining"));
        await WriteSizesAsync(postgres, rows, cancellationToken);
        return table.IsRight;
    }

    /// <summary>Of zlib, which every vulnerable image of the harness has.</summary>
    private static ClairAdvisory Advisory(int number) => new()
    {
        Namespace = "debian:12",
        Feature = "zlib",
        Name = string.Create(CultureInfo.InvariantCulture, $"CVE-2031-{number:00000}"),
        Severity = (number % 4) switch { 0 => "High", 1 => "Medium", 2 => "Low", _ => "Negligible" },
        FixedBy = number % 2 == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"1:1.3.{number}-1"),
        Link = string.Create(CultureInfo.InvariantCulture, $"https://security-tracker.debian.org/tracker/CVE-2031-{number:00000}"),
    };

    private static async Task<int> WaitForRowsAsync(PostgresServer postgres, int expected, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var rows = int.Parse(await postgres.ExecuteAsync($"SELECT count(*) {ImageRows}", cancellationToken), CultureInfo.InvariantCulture);
            if (rows >= expected || TimeProvider.System.GetElapsedTime(begun) > WritePatience) return rows;
            await Task.Delay(Step, TimeProvider.System, cancellationToken);
        }
    }

    private async Task WriteSizesAsync(PostgresServer postgres, int images, CancellationToken cancellationToken)
    {
        var table = long.Parse(
            await postgres.ExecuteAsync("SELECT pg_total_relation_size('scanner.grain_state')", cancellationToken), CultureInfo.InvariantCulture);
        var payloads = await postgres.ExecuteAsync(
            $"SELECT round(avg(octet_length(payload))), max(octet_length(payload)) {ImageRows}", cancellationToken);
        var columns = payloads.Split('|');
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"on disk {table / images:#,0} bytes for each image, indexes and layer rows included; a report by itself "
            + $"{columns[0]} bytes on average, {columns[1]} at most"));
    }
}
