using System.Collections.Concurrent;
using Grpc.Core;
using Scanner.Testing.Tests.Clair.Support;
using PostLayer = Scanner.Clair.Wire.PostAncestryRequest.Types.PostLayer;

namespace Scanner.Testing.Tests.Clair;

/// <summary>The races of Clair v3 that a client must design around.</summary>
public sealed class RaceTests
{
    private const string Query = "clair error reason: 'failed to query the database.'";

    [Fact]
    public async Task Post_LayerThatTwoPostsScanAtOnce_BothAreOkAndTheLayerIsPoisoned()
    {
        await using var lab = await ClairLab.StartAsync();

        await PostTogetherAsync(lab, lab.Layer("base", TestLayer.Debian(("tar", "1.34"))), "one", "two");

        Assert.Equal(["base"], lab.Clair.Counters.PoisonedLayers);
        Assert.All(lab.Clair.Counters.Posts, post => Assert.True(post.Succeeded));
    }

    [Fact]
    public async Task Post_NewNameWithAPoisonedLayer_FailsForGood()
    {
        await using var lab = await ClairLab.StartAsync();
        var layer = lab.Layer("base", TestLayer.Debian(("tar", "1.34")));
        await PostTogetherAsync(lab, layer, "one", "two");

        await lab.Clair.StopServerAsync();
        await lab.Clair.StartServerAsync(TestContext.Current.CancellationToken);
        lab.Reconnect();

        Assert.Equal(Query, (await lab.PostFailsAsync("three", layer)).Status.Detail);
        Assert.Equal(Query, (await lab.PostFailsAsync("three", layer)).Status.Detail);
        Assert.Equal(Query, (await lab.PostFailsAsync("four", layer, lab.Layer("other", []))).Status.Detail);
        Assert.Contains("other", lab.Clair.Counters.StoredLayers);
    }

    [Fact]
    public async Task Post_StoredNameWithAPoisonedLayer_IsOkAndReads()
    {
        await using var lab = await ClairLab.StartAsync();
        var layer = lab.Layer("base", TestLayer.Debian(("tar", "1.34")));
        await PostTogetherAsync(lab, layer, "one", "two");

        await lab.PostAsync("one", layer);

        Assert.Equal(["tar 1.34 binary", "tar 1.34 source"], (await lab.GetAsync("two")).FeaturesIn(0));
    }

    [Fact]
    public async Task Post_SharedLayerWithoutFeatures_IsNotPoisoned()
    {
        await using var lab = await ClairLab.StartAsync();

        await PostTogetherAsync(lab, lab.Layer("base", TestLayer.Tar(("etc/os-release", TestLayer.Debian12))), "one", "two");

        Assert.Empty(lab.Clair.Counters.PoisonedLayers);
    }

    [Fact]
    public async Task Post_SharedLayerWithPoisoningOff_StaysUsable()
    {
        await using var lab = await ClairLab.StartAsync();
        lab.Clair.Faults.PoisonSharedLayers = false;
        var layer = lab.Layer("base", TestLayer.Debian(("tar", "1.34")));
        await PostTogetherAsync(lab, layer, "one", "two");

        await lab.PostAsync("three", layer);

        Assert.Empty(lab.Clair.Counters.PoisonedLayers);
    }

    [Fact]
    public async Task Post_OneAfterTheOther_PoisonsNothing()
    {
        await using var lab = await ClairLab.StartAsync();
        var layer = lab.Layer("base", TestLayer.Debian(("tar", "1.34")));

        await lab.PostAsync("one", layer);
        await lab.PostAsync("two", layer);

        Assert.Empty(lab.Clair.Counters.PoisonedLayers);
    }

    [Fact]
    public async Task Post_SameNameManyTimesAtOnce_FailsForAllButOne()
    {
        const int Posts = 20;
        await using var lab = await ClairLab.StartAsync();
        var layer = lab.Layer("base", TestLayer.Debian(("tar", "1.34")));

        var outcomes = await PostTogetherAsync(lab, layer, [.. Enumerable.Repeat("image", Posts)]);

        Assert.Equal(1, outcomes.Count(outcome => outcome is null));
        Assert.All(outcomes.OfType<RpcException>(), failure => Assert.Equal(Query, failure.Status.Detail));
        Assert.Equal(1, lab.Clair.Counters.PostsOf("image", succeeded: true));
        Assert.Equal(Posts - 1, lab.Clair.Counters.PostsOf("image", succeeded: false));
        Assert.Equal(Posts, lab.Clair.Counters.LayerFetches["base"]);
        Assert.Equal(Posts, lab.Clair.Counters.MaxPostsInFlight);
        Assert.Equal(0, lab.Clair.Counters.PostsInFlight);
    }

    /// <summary>Posts one layer under several names so that every post has fetched it before any stores it.</summary>
    private static async Task<IReadOnlyCollection<RpcException?>> PostTogetherAsync(
        ClairLab lab, PostLayer layer, params string[] names)
    {
        var outcomes = new ConcurrentBag<RpcException?>();
        lab.Clair.Faults.LayerGate = (hash, token) => hash == layer.Hash
            ? lab.Clair.Counters.WaitAsync(c => c.LayerFetches[hash] == names.Length, token)
            : Task.CompletedTask;
        await Task.WhenAll(names.Select(async name =>
        {
            try
            {
                await lab.PostAsync(name, layer);
                outcomes.Add(null);
            }
            catch (RpcException e)
            {
                outcomes.Add(e);
            }
        }));
        return outcomes;
    }
}
