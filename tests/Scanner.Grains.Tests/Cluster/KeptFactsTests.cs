using Scanner.Grains.Tests.Storage;
using Scanner.Testing.Images;
using Scanner.Testing.Registry.Faults;
using Scanner.Verdicts;

namespace Scanner.Grains.Tests.Cluster;

/// <summary>What grains know outlives all silos where there is a store, and none of it is needed.</summary>
public sealed class KeptFactsTests : IAsyncLifetime
{
    private readonly KeepingStore _store = new();
    private ScannerWorld _world = null!;

    private static string Image => $"team/web@{SampleImages.Vulnerable.Digest}";

    private static GrainId ImageGrainOf(string digest) => GrainId.Create("image", digest);

    public async ValueTask InitializeAsync()
    {
        _world = await ScannerWorld.StartWithStoreAsync(_store, ("Registry:TagLifetime", "00:00:01"));
        _world.Registry.Push(SampleImages.Vulnerable, "team/web", "v1");
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Judge_AfterRestart_AsksNobody()
    {
        var before = await _world.AskAsync(Image);
        var (requests, posts, gets) = Counts();

        await _world.RestartClusterAsync();

        var after = await _world.AskAsync(Image);
        Assert.Equal((before.Outcome, before.DatabaseTime), (after.Outcome, after.DatabaseTime));
        Assert.Equal((requests, posts, gets), Counts());
    }

    [Fact]
    public async Task Judge_OnceAndWarm_WritesEachRowOnceAndReadsNoMore()
    {
        await _world.AskAsync(Image);
        var reads = _store.Reads.Count;

        for (var i = 0; i < 20; i++) await _world.AskAsync(Image);

        Assert.Equal(reads, _store.Reads.Count);
        Assert.All(_store.Writes.GroupBy(write => write), writes => Assert.Single(writes));
        Assert.Contains(("image", ImageGrainOf(SampleImages.Vulnerable.Digest)), _store.Writes);
        Assert.Contains(_store.Writes, write => write.Name == "layer");
        Assert.Contains(_store.Writes, write => write.Name == "epoch");
    }

    [Fact]
    public async Task Judge_AfterRestartWhileClairAndRegistryAreAway_AnswersFromWhatIsKnown()
    {
        await _world.AskAsync("team/web:v1");
        _world.Registry.Faults.Add(RegistryFault.DropConnection());
        await _world.Clair.StopServerAsync();

        await _world.RestartClusterAsync();

        Assert.Equal(VerdictOutcome.Refused, (await _world.AskAsync(Image)).Outcome);
        var tag = await ScannerWorld.EventuallyAsync(
            () => _world.Grains.GetGrain<ITagGrain>($"{_world.Registry.Host}/team/web:v1").Resolve(Scanner.Images.PullContext.None, ScannerWorld.Long),
            tag => tag.Failure is not null);
        Assert.Equal(SampleImages.Vulnerable.Digest, tag.Digest.ToString());
    }

    [Fact]
    public async Task Judge_AfterRestartWithDatabaseMoved_RereadsWithoutPost()
    {
        var before = await _world.AskAsync(Image);
        var (requests, posts, _) = Counts();
        await _world.RestartClusterAsync();
        _world.Clair.SetDatabaseTime(before.DatabaseTime!.Value.AddHours(1));

        var after = await ScannerWorld.EventuallyAsync(() => _world.AskAsync(Image), verdict => verdict.DatabaseTime > before.DatabaseTime);

        Assert.Null(after.ReplacedAt);
        Assert.Equal((requests, posts), (Counts().Requests, Counts().Posts));
    }

    [Fact]
    public async Task Judge_ImageRowsLost_PostsTheImageButNoLayer()
    {
        await _world.AskAsync(Image);
        var layers = LayerPosts();
        await _world.RestartClusterAsync(meanwhile: () => _store.Lose("image"));

        Assert.Equal(VerdictOutcome.Refused, (await _world.AskAsync(Image)).Outcome);
        Assert.Equal(layers, LayerPosts());
    }

    [Fact]
    public async Task Judge_ClairLostWhatTheStoreKnows_PostsAgain()
    {
        var before = await _world.AskAsync(Image);
        var layers = LayerPosts();
        _world.Clair.SetDatabaseTime(before.DatabaseTime!.Value.AddHours(-1));
        await ScannerWorld.EventuallyAsync(
            () => _world.Grains.GetGrain<IEpochGrain>(IEpochGrain.Key).Ask(TimeSpan.FromSeconds(1), null), epoch => epoch.LostAt is not null);
        await _world.RestartClusterAsync(meanwhile: () => _store.Lose("image"));

        var verdict = await _world.AskAsync(Image);

        Assert.True(verdict.Outcome == VerdictOutcome.Refused, verdict.ToString());
        Assert.Equal(2 * layers, LayerPosts());
    }

    [Fact]
    public async Task Judge_RowOfAnotherImage_IsNotBelieved()
    {
        _world.Registry.Push(SampleImages.Clean, "team/web");
        await _world.AskAsync(Image);
        await _world.AskAsync($"team/web@{SampleImages.Clean.Digest}");

        await _world.RestartClusterAsync(meanwhile: () =>
            _store.Swap("image", ImageGrainOf(SampleImages.Vulnerable.Digest), ImageGrainOf(SampleImages.Clean.Digest)));

        Assert.Equal(VerdictOutcome.Refused, (await _world.AskAsync(Image)).Outcome);
    }

    [Fact]
    public async Task Judge_OtherPlatformsThanTheIndexWasReadFor_SelectsAnew()
    {
        _world.Registry.Push(SampleImages.MultiPlatform, "team/multi");
        await _world.AskAsync($"team/multi@{SampleImages.MultiPlatform.Digest}");

        await _world.RestartClusterAsync(meanwhile: () => _world.Configure("Registry:Platforms:0", "linux/arm64"));

        await _world.AskAsync($"team/multi@{SampleImages.MultiPlatform.Digest}");
        var state = await _world.ImageGrain(SampleImages.MultiPlatform.Digest).GetState();
        Assert.All(state.Platforms, platform => Assert.Equal("arm64", platform.Platform.Architecture));
        Assert.NotEmpty(state.Platforms);
    }

    [Fact]
    public async Task GetState_AfterRestart_TellsWhoAskedBefore()
    {
        await _world.AskAsync(Image, pullContext: new Scanner.Images.PullContext { Namespace = "team-a" });
        await _world.RestartClusterAsync();

        var state = await _world.ImageGrain(SampleImages.Vulnerable.Digest).GetState();

        Assert.Equal("team-a", Assert.Single(state.History.Sightings).Namespace);
        Assert.Equal(ImagePhase.Ready, state.Phase);
    }

    private (int Requests, int Posts, int Gets) Counts() =>
        (_world.Registry.Counters.Requests.Count, _world.Clair.Counters.Posts.Length, _world.Clair.Counters.Gets);

    private int LayerPosts() => _world.Clair.Counters.Posts.Count(post => post.Name.StartsWith("layer:", StringComparison.Ordinal));
}
