using Grpc.Core;
using Scanner.Clair.Wire;
using Scanner.Testing.Clair;
using Scanner.Testing.Tests.Clair.Support;

namespace Scanner.Testing.Tests.Clair;

public sealed class ClairStandInTests
{
    private const string TooLarge = @"^grpc: trying to send message larger than max \([0-9]+ vs\. 4194304\)$";

    private static readonly DateTimeOffset DatabaseTime = new(2026, 11, 23, 15, 0, 2, 345, TimeSpan.Zero);

    private static readonly ClairAdvisory NewAdvisory = new()
    {
        Namespace = "debian:12",
        Feature = "tar",
        Name = "CVE-2025-45582",
        Severity = "Medium",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddAdvisories_AncestryPostedBefore_ShowsThemWithoutANewPost()
    {
        await using var lab = await ImageAsync();
        Assert.DoesNotContain("tar source CVE-2025-45582", (await lab.GetAsync("image")).Vulnerabilities());

        lab.Clair.AddAdvisories(NewAdvisory);
        lab.Clair.SetDatabaseTime(DatabaseTime.AddDays(1));

        var answer = await lab.GetAsync("image");
        Assert.Contains("tar source CVE-2025-45582", answer.Vulnerabilities());
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 15, 0, 2, TimeSpan.Zero), answer.Status.LastUpdateTime.ToDateTimeOffset());
        Assert.Single(lab.Clair.Counters.Posts);
    }

    [Fact]
    public async Task RemoveAdvisories_AncestryPostedBefore_NoLongerShowsThem()
    {
        await using var lab = await ImageAsync();

        lab.Clair.RemoveAdvisories(advisory => advisory.Feature == "tar");

        Assert.Empty((await lab.GetAsync("image")).Vulnerabilities());
    }

    [Fact]
    public async Task SetDetectorVersion_KnownNameAndLayer_AreScannedAnew()
    {
        await using var lab = await ImageAsync();
        lab.Clair.SetDetectorVersion("1.1");

        Assert.Equal("1.0", (await lab.GetAsync("image")).Ancestry.Layers[0].DetectedFeatures[0].Detector.Version);
        await lab.PostAsync("image", lab.Layer("a", TestLayer.Debian(("tar", "1.34+dfsg-1.2"))));

        var answer = await lab.GetAsync("image");
        Assert.Equal("1.1", answer.Ancestry.Layers[0].DetectedFeatures[0].Detector.Version);
        Assert.All(answer.Status.Detectors, detector => Assert.Equal("1.1", detector.Version));
        Assert.Equal(2, lab.Clair.Counters.LayerFetches["a"]);
        Assert.Empty(lab.Clair.Counters.PoisonedLayers);
    }

    [Fact]
    public async Task StopServer_CallInFlight_BreaksAndStoresNothing()
    {
        await using var lab = await ClairLab.StartAsync();
        lab.Clair.Faults.LayerGate = (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        var post = lab.PostFailsAsync("image", lab.Layer("a", TestLayer.Debian(("tar", "1.34"))));
        await lab.Clair.Counters.WaitAsync(c => c.LayerFetches.Count == 1, Token);

        await lab.Clair.StopServerAsync();

        StatusCode[] broken = [StatusCode.Unavailable, StatusCode.Internal, StatusCode.Cancelled];
        Assert.Contains((await post).StatusCode, broken);
        Assert.Empty(lab.Clair.Counters.StoredLayers);
    }

    [Fact]
    public async Task StopServer_NextCall_FindsNobody()
    {
        await using var lab = await ImageAsync();

        await lab.Clair.StopServerAsync();

        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => lab.GetAsync("image"))).StatusCode);
    }

    [Fact]
    public async Task StartServer_AfterAStop_HasTheAddressAndTheDatabaseOfBefore()
    {
        await using var lab = await ImageAsync();
        var address = lab.Clair.Address;
        await lab.Clair.StopServerAsync();

        await lab.Clair.StartServerAsync(Token);

        Assert.Equal(address, lab.Clair.Address);
        lab.Reconnect();
        await lab.PostAsync("image");
        Assert.Equal(["tar 1.34+dfsg-1.2 binary", "tar 1.34+dfsg-1.2 source"], (await lab.GetAsync("image")).FeaturesIn(0));
    }

    [Fact]
    public async Task StartAsync_PortThatIsTaken_Fails()
    {
        await using var first = await ClairStandIn.StartAsync(cancellationToken: Token);

        var samePort = new ClairStandInOptions { Port = first.Address.Port };
        await Assert.ThrowsAsync<IOException>(() => ClairStandIn.StartAsync(samePort, Token));
    }

    [Fact]
    public async Task Get_AnswerOverFourMebibytes_IsRefusedAsTheRealClairDid()
    {
        var recorded = ClairRecordings.Read("over-4mib-limit-4mib.json")["status"]!;
        await using var lab = await ImageAsync();
        var wordy = NewAdvisory with { Description = new string('x', 1300) };
        lab.Clair.AddAdvisories(Enumerable.Range(0, 4000).Select(i => wordy with { Name = $"LAB-{i}" }));

        var failure = await Assert.ThrowsAsync<RpcException>(() => lab.GetAsync("image"));

        Assert.Equal((StatusCode)(int)recorded["code"]!, failure.StatusCode);
        Assert.Matches(TooLarge, failure.Status.Detail);
        Assert.Matches(TooLarge, (string?)recorded["message"]);
    }

    [Fact]
    public async Task Reset_Counters_ForgetsCallsButNotWhatIsStored()
    {
        await using var lab = await ImageAsync();
        await lab.GetAsync("image");
        await lab.Statuses.GetStatusAsync(new GetStatusRequest(), cancellationToken: Token);
        Assert.Equal((1, 1), (lab.Clair.Counters.Gets, lab.Clair.Counters.Statuses));

        lab.Clair.Counters.Reset();

        Assert.Empty(lab.Clair.Counters.Posts);
        Assert.Empty(lab.Clair.Counters.LayerFetches);
        Assert.Equal((0, 0, 0), (lab.Clair.Counters.Gets, lab.Clair.Counters.Statuses, lab.Clair.Counters.MaxPostsInFlight));
        Assert.Equal(["a"], lab.Clair.Counters.StoredLayers);
    }

    private static async Task<ClairLab> ImageAsync()
    {
        var lab = await ClairLab.StartAsync(new ClairStandInOptions { DatabaseTime = DatabaseTime });
        await lab.PostAsync("image", lab.Layer("a", TestLayer.Debian(("tar", "1.34+dfsg-1.2"))));
        return lab;
    }
}
