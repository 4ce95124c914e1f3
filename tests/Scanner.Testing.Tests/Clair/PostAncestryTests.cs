using Grpc.Core;
using Scanner.Testing.Tests.Clair.Support;

namespace Scanner.Testing.Tests.Clair;

public sealed class PostAncestryTests
{
    [Fact]
    public async Task Post_KnownName_LooksAtNoLayer()
    {
        await using var lab = await ClairLab.StartAsync();
        await lab.PostAsync("image", lab.Layer("a", TestLayer.Debian(("tar", "1.34"))));

        await lab.PostAsync("image", lab.Layer("b", TestLayer.Debian(("bash", "5.2"))));

        Assert.Equal(["tar 1.34 binary", "tar 1.34 source"], (await lab.GetAsync("image")).FeaturesIn(0));
        Assert.False(lab.Clair.Counters.LayerFetches.ContainsKey("b"));
    }

    [Fact]
    public async Task Post_KnownLayerUnderANewName_FetchesNothing()
    {
        await using var lab = await ClairLab.StartAsync();
        var layer = lab.Layer("a", TestLayer.Debian(("tar", "1.34")));
        await lab.PostAsync("one", layer);
        layer.Path = "http://127.0.0.1:1/gone";

        await lab.PostAsync("two", layer);

        Assert.Equal(1, lab.Clair.Counters.LayerFetches["a"]);
        Assert.Equal((await lab.GetAsync("one")).FeaturesIn(0), (await lab.GetAsync("two")).FeaturesIn(0));
    }

    [Fact]
    public async Task Post_LayersPostedAloneBefore_GivesWhatADirectPostGives()
    {
        await using var lab = await ClairLab.StartAsync();
        var below = lab.Layer("a", TestLayer.Debian(("tar", "1.34+dfsg-1.2")));
        var status = TestLayer.Dpkg(("tar", "1.34+dfsg-1.2"), ("apt", "2.6.1"));
        var above = lab.Layer("b", TestLayer.Tar(("var/lib/dpkg/status", status)));
        await lab.PostAsync("layer:a", below);
        await lab.PostAsync("layer:b", above);

        await lab.PostAsync("image", below, above);

        var answer = await lab.GetAsync("image");
        Assert.Equal(["apt 2.6.1 binary", "apt 2.6.1 source"], answer.FeaturesIn(1));
        Assert.Equal(
            ["apt source CVE-2011-3374", "tar source CVE-2005-2541", "tar source CVE-2023-39804"], answer.Vulnerabilities());
        Assert.Equal(2, lab.Clair.Counters.LayerFetches.Values.Sum());
    }

    [Fact]
    public async Task Post_OneBadLayer_FailsButKeepsTheLayersThatWentWell()
    {
        await using var lab = await ClairLab.StartAsync();
        var good = lab.Layer("good", TestLayer.Debian(("tar", "1.34")));
        var bad = lab.Layer("bad", []);
        lab.Blobs.Add("/bad", async context =>
        {
            await lab.Clair.Counters.WaitAsync(c => c.StoredLayers.Contains("good"), context.RequestAborted);
            context.Response.StatusCode = 404;
        });

        var failure = await lab.PostFailsAsync("image", good, bad);

        Assert.Equal("clair error reason: 'failed to download layer blob.'", failure.Status.Detail);
        Assert.Equal(["good"], lab.Clair.Counters.StoredLayers);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => lab.GetAsync("image"))).StatusCode);
    }

    [Fact]
    public async Task Post_OneBadLayer_EndsTheOthersFetches()
    {
        await using var lab = await ClairLab.StartAsync();
        var silent = lab.Layer("silent", []);
        lab.Blobs.Add("/silent", context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        var bad = lab.Layer("bad", []);
        lab.Blobs.Add("/bad", async context =>
        {
            await lab.Clair.Counters.WaitAsync(c => c.LayerFetches.ContainsKey("silent"), context.RequestAborted);
            context.Response.StatusCode = 404;
        });

        await lab.PostFailsAsync("image", silent, bad);

        Assert.Empty(lab.Clair.Counters.StoredLayers);
    }

    [Fact]
    public async Task Post_SeveralLayers_AreFetchedAtOnce()
    {
        await using var lab = await ClairLab.StartAsync();
        string[] hashes = ["a", "b", "c"];
        var layers = hashes.Select(hash => lab.Layer(hash, [])).ToList();
        foreach (var hash in hashes)
        {
            lab.Blobs.Add("/" + hash, context =>
                lab.Clair.Counters.WaitAsync(c => c.LayerFetches.Count == hashes.Length, context.RequestAborted));
        }

        await lab.PostAsync("image", layers);

        Assert.Equal(hashes, lab.Clair.Counters.StoredLayers.Order());
    }

    [Fact]
    public async Task Post_LayerTwice_IsFetchedOnceAndShownTwice()
    {
        await using var lab = await ClairLab.StartAsync();
        var layer = lab.Layer("a", TestLayer.Debian(("tar", "1.34")));

        await lab.PostAsync("image", layer, layer);

        Assert.Equal(1, lab.Clair.Counters.LayerFetches["a"]);
        Assert.Equal(["a", "a"], (await lab.GetAsync("image")).Ancestry.Layers.Select(shown => shown.Layer.Hash));
    }
}
