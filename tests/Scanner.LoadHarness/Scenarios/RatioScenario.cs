using Scanner.LoadHarness.Images;
using Scanner.LoadHarness.Load;
using Scanner.LoadHarness.Processes;
using Scanner.LoadHarness.Report;
using Scanner.Testing;

namespace Scanner.LoadHarness.Scenarios;

/// <summary>The webhook and a bare endpoint under the same load in turn, in one run on one machine.</summary>
internal sealed class RatioScenario(RatioGoal goal, HarnessOptions options, TextWriter output)
{
    /// <summary>Reviews that are sent in turn where all name the same images: they differ in their uid.</summary>
    private const int VariantsFromMemory = 10;

    private static readonly TimeSpan ScanPatience = TimeSpan.FromMinutes(2);

    /// <returns>Whether every answer was right.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        using var tls = options.Tls ? new TlsFiles() : null;
        using var client = Probe.CreateClient(tls?.Certificate);
        await using var cluster = await ScannerCluster.StartAsync(silos: 1, webhooks: 1, client, tls, cancellationToken);
        var reviews = PlanReviews(cluster);
        var answer = await ScanAsync(new ReviewClient(client, cluster.Webhooks[0].Address), reviews, cancellationToken);
        var bare = await StartBareAsync(answer, client, tls, cancellationToken);
        await using var bareProgram = bare.Program;

        var report = new RatioReport(goal, output);
        report.Begin(options, reviews[0].Body.Length, answer.Length);
        LoadTarget[] targets =
        [
            CreateTarget(RatioReport.Bare, bare, [], reviews, reviews[0].Uid, tls),
            CreateTarget(RatioReport.Webhook, cluster.Webhooks[0], cluster.Silos, reviews, answeredUid: null, tls),
        ];
        foreach (var target in targets) report.AddWarmUp(await LoadAsync(target, options.WarmUpSeconds, cancellationToken));
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var target in targets) report.Add(round, await LoadAsync(target, options.Seconds, cancellationToken));
        }

        return report.End();
    }

    private Task<WindowResult> LoadAsync(LoadTarget target, int seconds, CancellationToken cancellationToken) =>
        LoadWindow.RunAsync(target, options.Connections, TimeSpan.FromSeconds(seconds), cancellationToken);

    /// <param name="name">How the report calls it.</param>
    /// <param name="server">The server.</param>
    /// <param name="silos">The silos behind it.</param>
    /// <param name="reviews">What it is sent.</param>
    /// <param name="answeredUid">The uid of all its answers; null where each has its review's own.</param>
    /// <param name="tls">For HTTPS.</param>
    private LoadTarget CreateTarget(
        string name, ServerProcess server, IReadOnlyList<ChildProgram> silos, List<PlannedReview> reviews, string? answeredUid,
        TlsFiles? tls) => new()
        {
            Name = name,
            Server = server,
            Silos = silos,
            Requests =
            [
                .. reviews.Select(review => PreparedRequest.Create(server.Address, review.Body, answeredUid ?? review.Uid)),
            ],
            Numbers = goal.FromMemory ? null : new NamespaceNumbers(),
            Certificate = tls?.Certificate,
        };

    private List<PlannedReview> PlanReviews(ScannerCluster cluster)
    {
        const int PerReview = ReviewTexts.ImagesOfDeployment;
        var images = Enumerable.Range(0, goal.FromMemory ? PerReview : options.Digests)
            .Select(number => cluster.Push(LoadImages.Clean(number)))
            .ToList();
        // As many reviews as bring every image, each beginning where the last one ended.
        var variants = Math.Max(VariantsFromMemory, (images.Count + PerReview - 1) / PerReview);
        return [.. Enumerable.Range(0, variants).Select(variant =>
        {
            var uid = Guid.NewGuid().ToString();
            var named = Enumerable.Range(variant * PerReview, PerReview).Select(index => images[index % images.Count]).ToList();
            return new PlannedReview(uid, ReviewTexts.Deployment(uid, PreparedRequest.Namespace, named), ReviewOutcome.Allowed);
        })];
    }

    /// <summary>Has every image scanned, and returns the webhook's answer to the first review.</summary>
    private static async Task<byte[]> ScanAsync(
        ReviewClient client, List<PlannedReview> reviews, CancellationToken cancellationToken)
    {
        foreach (var review in reviews)
        {
            var decided = await client.DecideAsync(review, ScanPatience, cancellationToken);
            if (decided.Outcome != ReviewOutcome.Allowed)
                throw new HarnessException($"A review to be measured was not allowed: {decided.Outcome}, {decided.LastTrouble}");
        }

        return await client.PostAsync(reviews[0].Body, cancellationToken);
    }

    private static async Task<ServerProcess> StartBareAsync(
        byte[] answer, HttpClient client, TlsFiles? tls, CancellationToken cancellationToken)
    {
        var address = new Uri($"{(tls is null ? "http" : "https")}://127.0.0.1:{FreePorts.Take(1)[0]}");
        string[] certificate = tls is null
            ? []
            : [$"--{BareEndpoint.CertificateKey}={tls.CertificateFile}", $"--{BareEndpoint.PrivateKeyKey}={tls.KeyFile}"];
        var program = await ChildProgram.StartAsync(
            "Scanner.LoadHarness",
            [
                BareEndpoint.Verb,
                $"--urls={address}",
                $"--{BareEndpoint.AnswerKey}={Convert.ToBase64String(answer)}",
                .. certificate,
            ],
            cancellationToken);
        try
        {
            var live = new Uri(address, Endpoints.Live);
            await program.WaitUntilAsync(
                async token => await Probe.ReadAsync(client, live, token) is not null, cancellationToken);
            return new ServerProcess(address, program);
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }
}
