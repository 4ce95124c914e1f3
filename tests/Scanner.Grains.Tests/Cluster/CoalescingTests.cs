using System.Globalization;
using Scanner.Testing.Images;
using Scanner.Verdicts;

namespace Scanner.Grains.Tests.Cluster;

/// <summary>The counts of the design's table, on two silos, with a Clair that poisons a layer posted twice at once.</summary>
public sealed class CoalescingTests : IAsyncLifetime
{
    private ScannerWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await ScannerWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Judge_ThousandCallersOfOneNewDigest_CauseOneScan()
    {
        _world.Registry.Push(SampleImages.Vulnerable, "team/web");
        _world.Clair.Faults.LayerDelay = TimeSpan.FromMilliseconds(300);

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => _world.AskAsync($"team/web@{SampleImages.Vulnerable.Digest}")));

        Assert.All(verdicts, verdict => Assert.Equal(VerdictOutcome.Refused, verdict.Outcome));
        Assert.Equal(1, _world.Registry.Counters.ManifestGets);
        Assert.Single(_world.Clair.Counters.Posts, IsImagePost);
        Assert.Equal(SampleImages.Vulnerable.Layers.Count, _world.Clair.Counters.Posts.Count(post => !IsImagePost(post)));
        Assert.All(_world.Clair.Counters.LayerFetches.Values, fetches => Assert.Equal(1, fetches));
    }

    [Fact]
    public async Task Judge_SixtyImagesOnThreeNewBaseLayers_PostEachLayerOnceAndPoisonNone()
    {
        var bases = Enumerable.Range(0, 3).Select(number => Layer("base", number)).ToArray();
        var images = Enumerable.Range(0, 60)
            .Select(number => new ImageBuilder().Layer(SampleImages.Debian12Layer).Layer(bases[0]).Layer(bases[1]).Layer(bases[2]).Layer(Layer("own", number)).Build())
            .ToArray();
        foreach (var image in images) _world.Registry.Push(image, "team/web");
        _world.Clair.Faults.PoisonSharedLayers = true;
        _world.Clair.Faults.LayerDelay = TimeSpan.FromMilliseconds(50);

        var verdicts = await Task.WhenAll(images.Select(image => _world.AskAsync($"team/web@{image.Digest}", TimeSpan.FromSeconds(25))));

        Assert.All(verdicts, verdict => Assert.Equal(VerdictOutcome.Refused, verdict.Outcome));
        Assert.Equal(60, _world.Registry.Counters.ManifestGets);
        Assert.Equal(60, _world.Clair.Counters.Posts.Count(IsImagePost));
        Assert.Equal(64, _world.Clair.Counters.Posts.Count(post => !IsImagePost(post)));
        Assert.All(_world.Clair.Counters.Posts, post => Assert.True(post.Succeeded, post.ToString()));
        Assert.Empty(_world.Clair.Counters.PoisonedLayers);
        Assert.InRange(_world.Clair.Counters.MaxPostsInFlight, 1, 4);
    }

    private static bool IsImagePost(Scanner.Testing.Clair.ClairPost post) => post.Name.StartsWith("sha256:", StringComparison.Ordinal);

    private static BuiltLayer Layer(string kind, int number) =>
        new LayerBuilder().File($"opt/{kind}", number.ToString(CultureInfo.InvariantCulture)).Build();
}
