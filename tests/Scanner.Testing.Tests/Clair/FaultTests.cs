using Grpc.Core;
using Scanner.Clair.Wire;
using Scanner.Testing.Clair;
using Scanner.Testing.Tests.Clair.Contract;
using Scanner.Testing.Tests.Clair.Support;

namespace Scanner.Testing.Tests.Clair;

public sealed class FaultTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task DatabaseDown_EveryCall_FailsAsTheRealClairDid()
    {
        var recorded = Testing.Clair.ClairRecordings.Read("pg-faults.json").AsObject()
            .Where(call => call.Key.StartsWith("fast-", StringComparison.Ordinal))
            .Select(call => RecordedCall.Read(call.Value))
            .DistinctBy(call => call.Method)
            .ToDictionary(call => call.Method, call => call.Outcome.Text.Replace(":5433:", ":5432:", StringComparison.Ordinal));
        await using var lab = await ImageAsync();
        lab.Clair.Faults.DatabaseDown = true;

        Assert.Equal(recorded["GetStatus"], await FailureOf(() => StatusAsync(lab)));
        Assert.Equal(recorded["GetAncestry"], await FailureOf(() => lab.GetAsync("image")));
        Assert.Equal(recorded["PostAncestry"], await FailureOf(() => lab.PostAsync("image", lab.Layer("a", []))));
    }

    [Fact]
    public async Task DatabaseDown_DuringAScan_FailsThePost()
    {
        await using var lab = await ClairLab.StartAsync();
        lab.Clair.Faults.LayerGate = (_, _) =>
        {
            lab.Clair.Faults.DatabaseDown = true;
            return Task.CompletedTask;
        };

        var failure = await FailureOf(() => lab.PostAsync("image", lab.Layer("a", TestLayer.Debian(("tar", "1.34")))));

        Assert.Equal("clair error reason: 'failed to query the database.'", failure);
    }

    [Fact]
    public async Task DatabaseDown_SwitchedOff_AllIsAsBefore()
    {
        await using var lab = await ImageAsync();
        lab.Clair.Faults.DatabaseDown = true;
        lab.Clair.Faults.DatabaseDown = false;

        Assert.NotEmpty((await lab.GetAsync("image")).Vulnerabilities());
    }

    [Fact]
    public async Task NoLastUpdateTime_AnyImage_LooksClean()
    {
        await using var lab = await ImageAsync();
        lab.Clair.Faults.NoLastUpdateTime = true;

        Assert.Null((await StatusAsync(lab)).Status.LastUpdateTime);
        var answer = await lab.GetAsync("image");
        Assert.Null(answer.Status.LastUpdateTime);
        Assert.Empty(answer.Vulnerabilities());
        Assert.NotEmpty(answer.FeaturesIn(0));
    }

    [Fact]
    public async Task ZeroFeatures_Get_ShowsLayersOnly()
    {
        await using var lab = await ImageAsync();
        lab.Clair.Faults.ZeroFeatures = true;

        Assert.Empty((await lab.GetAsync("image")).FeaturesIn(0));
    }

    [Theory]
    [InlineData(ClairGarbage.WrongName)]
    [InlineData(ClairGarbage.MissingLayers)]
    [InlineData(ClairGarbage.OtherLayers)]
    [InlineData(ClairGarbage.UnknownSeverity)]
    [InlineData(ClairGarbage.NoAncestry)]
    [InlineData(ClairGarbage.NoStatus)]
    public async Task Garbage_Get_IsOkAndWrong(ClairGarbage garbage)
    {
        await using var lab = await ImageAsync();
        lab.Clair.Faults.Garbage = garbage;

        var answer = await lab.GetAsync("image");

        Assert.Equal(garbage, Told(answer));
    }

    [Fact]
    public async Task FailNextPosts_Two_FailsTwoPostsAndNoMore()
    {
        await using var lab = await ClairLab.StartAsync();
        lab.Clair.Faults.FailNextPosts(2, StatusCode.Unavailable, "transport is closing");

        Assert.Equal("transport is closing", await FailureOf(() => lab.PostAsync("image")));
        Assert.Equal("transport is closing", await FailureOf(() => lab.PostAsync("image")));
        await lab.PostAsync("image");

        Assert.Equal(
            [StatusCode.Unavailable, StatusCode.Unavailable, StatusCode.OK],
            lab.Clair.Counters.Posts.Select(post => post.Status));
    }

    [Fact]
    public async Task LayerDelays_OneHash_HoldsThatLayerOnly()
    {
        var clock = new SignallingClock();
        await using var lab = await ClairLab.StartAsync(new ClairStandInOptions { TimeProvider = clock });
        lab.Clair.Faults.LayerDelays["slow"] = TimeSpan.FromHours(1);
        var slow = lab.PostAsync("slow", lab.Layer("slow", []));
        await clock.FirstTimer.WaitAsync(Token);

        await lab.PostAsync("fast", lab.Layer("fast", []));
        Assert.Equal(1, lab.Clair.Counters.PostsInFlight);
        clock.Advance(TimeSpan.FromHours(1));

        await slow;
    }

    private static ClairGarbage Told(GetAncestryResponse answer)
    {
        if (answer.Ancestry is null) return ClairGarbage.NoAncestry;
        if (answer.Status is null) return ClairGarbage.NoStatus;
        if (answer.Ancestry.Name != "image") return ClairGarbage.WrongName;
        if (answer.Ancestry.Layers.Count == 0) return ClairGarbage.MissingLayers;
        if (answer.Ancestry.Layers[0].Layer.Hash != "a") return ClairGarbage.OtherLayers;
        var severity = answer.Ancestry.Layers[0].DetectedFeatures.SelectMany(f => f.Vulnerabilities).Single().Severity;
        return severity == "Negligible" ? ClairGarbage.None : ClairGarbage.UnknownSeverity;
    }

    private static async Task<ClairLab> ImageAsync()
    {
        var lab = await ClairLab.StartAsync();
        await lab.PostAsync("image", lab.Layer("a", TestLayer.Debian(("apt", "2.6.1"))));
        return lab;
    }

    private static async Task<GetStatusResponse> StatusAsync(ClairLab lab) =>
        await lab.Statuses.GetStatusAsync(new GetStatusRequest(), cancellationToken: Token);

    private static async Task<string> FailureOf(Func<Task> call) => (await Assert.ThrowsAsync<RpcException>(call)).Status.Detail;
}
