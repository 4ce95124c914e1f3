using Grpc.Core;
using Scanner.Testing.Clair;
using Scanner.Testing.Tests.Clair.Support;
using PostLayer = Scanner.Clair.Wire.PostAncestryRequest.Types.PostLayer;

namespace Scanner.Testing.Tests.Clair;

public sealed class CancellationTests
{
    private readonly SignallingClock _clock = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_CallerLeavesDuringTheFetch_EndsTheFetchAndStoresNothing()
    {
        await using var lab = await ClairLab.StartAsync();
        var asked = new TaskCompletionSource();
        var aborted = new TaskCompletionSource();
        var layer = lab.Layer("a", []);
        lab.Blobs.Add("/a", async context =>
        {
            await using var registration = context.RequestAborted.Register(aborted.SetResult);
            asked.SetResult();
            await aborted.Task;
        });

        await PostAndLeaveAsync(lab, layer, () => asked.Task.WaitAsync(Token));

        await aborted.Task.WaitAsync(Token);
        Assert.Empty(lab.Clair.Counters.StoredLayers);
        Assert.Equal(StatusCode.Cancelled, Assert.Single(lab.Clair.Counters.Posts).Status);
    }

    [Fact]
    public async Task Post_DeadlinePassesWhileTheRegistryIsSilent_IsDeadlineExceeded()
    {
        await using var lab = await ClairLab.StartAsync();
        var layer = lab.Layer("a", []);
        lab.Blobs.Add("/a", context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        var request = ClairLab.Request("image", layer);
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(100);

        var failure = await Assert.ThrowsAsync<RpcException>(
            () => lab.Ancestries.PostAncestryAsync(request, deadline: deadline, cancellationToken: Token).ResponseAsync);

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    [Fact]
    public async Task Post_CallerLeavesBeforeTheLayerIsStored_StoresNothing()
    {
        await using var lab = await ClairLab.StartAsync(new ClairStandInOptions { TimeProvider = _clock });
        lab.Clair.Faults.LayerDelay = TimeSpan.FromMinutes(1);

        await PostAndLeaveAsync(lab, lab.Layer("a", TestLayer.Debian(("tar", "1.34"))), () => _clock.FirstTimer);
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Empty(lab.Clair.Counters.StoredLayers);
    }

    [Fact]
    public async Task Post_CallerLeavesAndServerGoesOn_StoresTheLayerLater()
    {
        await using var lab = await ClairLab.StartAsync(new ClairStandInOptions { TimeProvider = _clock });
        lab.Clair.Faults.LayerDelay = TimeSpan.FromMinutes(1);
        lab.Clair.Faults.StoreAfterCancel = TimeSpan.FromSeconds(5);
        await PostAndLeaveAsync(lab, lab.Layer("a", TestLayer.Debian(("tar", "1.34"))), () => _clock.FirstTimer);
        Assert.Empty(lab.Clair.Counters.StoredLayers);

        _clock.Advance(TimeSpan.FromSeconds(5));

        await lab.Clair.Counters.WaitAsync(c => c.StoredLayers.Contains("a"), Token);
        Assert.Empty(lab.Clair.Counters.PoisonedLayers);
    }

    [Fact]
    public async Task Post_RepeatedWhileTheServerStillStores_PoisonsTheLayer()
    {
        await using var lab = await ClairLab.StartAsync(new ClairStandInOptions { TimeProvider = _clock });
        lab.Clair.Faults.LayerDelay = TimeSpan.FromMinutes(1);
        lab.Clair.Faults.StoreAfterCancel = TimeSpan.FromSeconds(5);
        var layer = lab.Layer("a", TestLayer.Debian(("tar", "1.34")));
        await PostAndLeaveAsync(lab, layer, () => _clock.FirstTimer);
        lab.Clair.Faults.LayerDelay = TimeSpan.Zero;
        lab.Clair.Faults.LayerGate = (_, token) => lab.Clair.Counters.WaitAsync(c => c.StoredLayers.Contains("a"), token);

        var repeat = lab.PostAsync("image#2", layer);
        await lab.Clair.Counters.WaitAsync(c => c.LayerFetches["a"] == 2, Token);
        _clock.Advance(TimeSpan.FromSeconds(5));
        await repeat;

        Assert.Equal(["a"], lab.Clair.Counters.PoisonedLayers);
    }

    private static async Task PostAndLeaveAsync(ClairLab lab, PostLayer layer, Func<Task> until)
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var request = ClairLab.Request("image", layer);
        var post = lab.Ancestries.PostAncestryAsync(request, cancellationToken: leave.Token).ResponseAsync;
        await until();
        await leave.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => post)).StatusCode);
        await lab.Clair.Counters.WaitAsync(c => c.PostsInFlight == 0, Token);
    }
}
