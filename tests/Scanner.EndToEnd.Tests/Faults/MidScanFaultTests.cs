using Grpc.Core;
using Scanner.EndToEnd.Tests.World;
using Scanner.Testing;
using Scanner.Testing.Clair;
using Scanner.Testing.Images;

namespace Scanner.EndToEnd.Tests.Faults;

/// <summary>A silo dies while Clair works on what it posted: the digests are judged, and Clair is not spoiled.</summary>
public sealed class MidScanFaultTests(KubernetesFixture kubernetes)
{
    private const int Images = 16;

    /// <summary>
    /// In the middle of a scan at one moment. Each is on a silo by its hash: that none is on the one that dies happens once in
    /// 4,000 runs.
    /// </summary>
    private const int AtOnce = 12;

    /// <summary>All images may be posted at once, though one registry gets but three places of four.</summary>
    private const int PostsInFlight = Images * 3 / 2;

    private const string LayerPosts = "layer:";

    /// <summary>Long enough to be met in the middle on a busy machine.</summary>
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(5);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scan_SiloKilledWhileLayersArePosted_IsTakenUpAgain()
    {
        await using var scanner = await StartAsync();
        scanner.Clair.Faults.LayerDelay = Slow;

        await KillInMidScanAsync(scanner, clair => clair.PostsInFlight >= AtOnce);

        var cut = scanner.Clair.Counters.Posts.Where(post => post.Status == StatusCode.Cancelled).ToList();
        Assert.NotEmpty(cut);
        Assert.All(cut, post => Assert.StartsWith(LayerPosts, post.Name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scan_SiloKilledWhileImagesArePosted_IsTakenUpUnderANewAttemptId()
    {
        await using var scanner = await StartAsync();
        // The ancestry is there and reads as clean: whoever trusted the name again would let the image in.
        scanner.Clair.Faults.FalseCleanWindow = Slow;

        await KillInMidScanAsync(scanner, clair =>
            clair.OpenWindows >= AtOnce && clair.Posts.Count(post => IsLayer(post)) > Images);

        var images = scanner.Clair.Counters.Posts.Where(post => !IsLayer(post)).ToList();
        var cut = images.Where(post => post.Status == StatusCode.Cancelled).ToList();
        Assert.NotEmpty(cut);
        Assert.All(images.CountBy(post => post.Name), name => Assert.Equal(1, name.Value));
        Assert.All(cut, post => Assert.Contains(images, other => other.Succeeded && other.LayerHashes.SequenceEqual(post.LayerHashes)));
    }

    private async Task<KubernetesScanner> StartAsync()
    {
        var scanner = await KubernetesScanner.StartAsync(
            kubernetes.Server, silos: 2, webhooks: 2, Cancelled, $"--Clair:MaxPostsInFlight={PostsInFlight}");
        // Webhooks that never answered before, and as many handshakes as reviews, would take too long on a busy machine.
        var first = new ReviewedCase(scanner.Push(SampleImages.Clean, "team/first"), IsClean: true);
        await new Controllers(scanner.Http).JudgeAllAsync(scanner.Webhooks, Enumerable.Repeat(first, Images), Cancelled);
        return scanner;
    }

    private static async Task KillInMidScanAsync(KubernetesScanner scanner, Func<ClairCounters, bool> isMidScan)
    {
        var images = Enumerable.Range(0, Images)
            .Select(number => new ReviewedCase(scanner.Push(Vulnerable(number), "team/app"), IsClean: false)).ToList();
        var controllers = new Controllers(scanner.Http);
        var judging = controllers.JudgeAllAsync(scanner.Webhooks, images, Cancelled);
        await scanner.Clair.Counters.WaitAsync(isMidScan, Cancelled)
            .WaitAsync(Controllers.Patience, TimeProvider.System, Cancelled);

        var killed = TimeProvider.System.GetTimestamp();
        await scanner.Silos[0].Program.SignalAsync("KILL");
        var judged = await judging;

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"All of {Images} digests judged {TimeProvider.System.GetElapsedTime(killed).TotalSeconds:0.0} s after the SIGKILL; "
            + $"{scanner.Clair.Counters.Posts.Count(post => post.Status == StatusCode.Cancelled)} posts were cut off.");
        Assert.NotNull(judged);
        Assert.All(controllers.Outcomes, outcome => Assert.True(outcome.IsAnswer, outcome.Message));
        Assert.DoesNotContain(controllers.Outcomes, outcome => outcome.IsWrongAllow);
        Assert.Empty(scanner.Clair.Counters.PoisonedLayers);
    }

    private static bool IsLayer(ClairPost post) => post.Name.StartsWith(LayerPosts, StringComparison.Ordinal);

    /// <summary>
    /// An image that shares no layer with another. Its one layer has packages: two posts at a time of one without would go
    /// unnoticed.
    /// </summary>
    private static BuiltImage Vulnerable(int number) => new ImageBuilder()
        .Layer(new LayerBuilder()
            .DebianRelease("12", "bookworm")
            .DpkgPackages(new DpkgPackage("libc6", "2.36-9") { Source = "glibc" }, new DpkgPackage("tar", "1.34+dfsg-1.2"))
            .File("srv/number", $"{number}")
            .Build())
        .Build();
}
