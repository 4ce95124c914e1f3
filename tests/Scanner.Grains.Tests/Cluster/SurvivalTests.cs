using Scanner.Failures;
using Scanner.Testing.Images;
using Scanner.Verdicts;

namespace Scanner.Grains.Tests.Cluster;

/// <summary>A scan belongs to the grain: it outlives whoever asked, and the silo that ran it leaves nothing stuck.</summary>
public sealed class SurvivalTests : IAsyncDisposable
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ScannerWorld? _world;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string Image => $"team/web@{SampleImages.Vulnerable.Digest}";

    private ScannerWorld World => _world!;

    public async ValueTask DisposeAsync()
    {
        _gate.TrySetResult();
        if (_world is not null) await _world.DisposeAsync();
    }

    [Fact]
    public async Task Judge_PatienceEnds_SaysWhatIsGoingOnAndTheScanGoesOn()
    {
        await StartWithHeldLayerAsync();

        var early = await World.AskAsync(Image, TimeSpan.FromMilliseconds(200));
        _gate.SetResult();
        var late = await World.AskAsync(Image);

        Assert.Equal(VerdictOutcome.NotReady, early.Outcome);
        Assert.NotNull(early.Progress);
        Assert.Equal(VerdictOutcome.Refused, late.Outcome);
        Assert.Equal(1, (await World.ImageGrain(SampleImages.Vulnerable.Digest).GetState()).Attempts);
        Assert.All(World.Clair.Counters.LayerFetches.Values, fetches => Assert.Equal(1, fetches));
    }

    [Fact]
    public async Task Judge_WhileScanning_AnswersStateAtOnce()
    {
        await StartWithHeldLayerAsync();
        var asking = World.AskAsync(Image);
        await World.Clair.Counters.WaitAsync(counters => counters.PostsInFlight == 1, Token);

        var state = await World.ImageGrain(SampleImages.Vulnerable.Digest).GetState();

        Assert.Equal(ImagePhase.PostingLayers, state.Phase);
        Assert.Equal(1, state.Waiters);
        _gate.SetResult();
        Assert.Equal(VerdictOutcome.Refused, (await asking).Outcome);
    }

    [Fact]
    public async Task Judge_ScanLongerThanItsDeadline_FailsAndHeals()
    {
        await StartWithHeldLayerAsync(("Clair:ScanTimeout", "00:00:02"));

        var verdict = await World.AskAsync(Image);
        _gate.SetResult();

        Assert.Equal(FailureKind.ScanTimedOut, verdict.Failure?.Kind);
        Assert.Contains("00:00:02", verdict.Failure!.Message, StringComparison.Ordinal);
        var healed = await ScannerWorld.EventuallyAsync(() => World.AskAsync(Image), answer => answer.Outcome != VerdictOutcome.NotReady);
        Assert.Equal(VerdictOutcome.Refused, healed.Outcome);
        Assert.Empty(World.Clair.Counters.PoisonedLayers);
    }

    [Fact]
    public async Task Judge_SiloStopsInMidScan_AnotherFinishes()
    {
        await StartWithHeldLayerAsync();
        var asking = World.AskAsync(Image, TimeSpan.FromMilliseconds(100));
        await World.Clair.Counters.WaitAsync(counters => counters.PostsInFlight == 1, Token);
        await asking;
        var holder = HolderOf(GrainId.Create("image", SampleImages.Vulnerable.Digest));

        await World.Cluster.StopSiloAsync(holder, Token);
        _gate.SetResult();

        var verdict = await ScannerWorld.EventuallyAsync(() => AskToleratingAsync(), answer => answer?.Outcome == VerdictOutcome.Refused);
        Assert.NotNull(verdict);
        Assert.Empty(World.Clair.Counters.PoisonedLayers);
    }

    [Fact]
    public async Task Judge_SiloOfLayerAndGateKilledInMidScan_AnotherFinishesWithoutPoisoning()
    {
        await StartWithHeldLayerAsync();
        World.Clair.Faults.StoreAfterCancel = TimeSpan.FromSeconds(3);
        await World.AskAsync(Image, TimeSpan.FromMilliseconds(100));
        await World.Clair.Counters.WaitAsync(counters => counters.PostsInFlight == 1, Token);

        var holder = HolderOf(GrainId.Create("layer", SampleImages.Vulnerable.Layers[0].Digest));
        Assert.Equal(holder, HolderOf(GrainId.Create("post-gate", IPostGateGrain.Key)));
        await World.Cluster.KillSiloAsync(holder, Token);
        _gate.SetResult();

        var verdict = await ScannerWorld.EventuallyAsync(() => AskToleratingAsync(), answer => answer?.Outcome == VerdictOutcome.Refused);
        Assert.NotNull(verdict);
        Assert.Empty(World.Clair.Counters.PoisonedLayers);
    }

    /// <summary>While silos come and go a call may be rejected; the webhook asks again, and so does the test.</summary>
    private async Task<Verdict?> AskToleratingAsync()
    {
        try
        {
            return await World.AskAsync(Image, TimeSpan.FromSeconds(1)).WaitAsync(TimeSpan.FromSeconds(5), Token);
        }
        catch (Exception e) when (e is Orleans.Runtime.OrleansException or TimeoutException)
        {
            return null;
        }
    }

    private Orleans.TestingHost.InProcessSiloHandle HolderOf(GrainId grain)
    {
        Assert.True(World.Cluster.TryGetGrainContext(grain, out var context));
        return World.Cluster.Silos.Single(silo => silo.SiloAddress.Equals(context.Address.SiloAddress));
    }

    private async Task StartWithHeldLayerAsync(params (string, string)[] settings)
    {
        _world = await ScannerWorld.StartAsync(settings);
        World.Registry.Push(SampleImages.Vulnerable, "team/web");
        World.Clair.Faults.LayerGate = (_, token) => _gate.Task.WaitAsync(token);
    }
}
