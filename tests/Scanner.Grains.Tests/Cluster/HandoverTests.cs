using Scanner.Testing.Images;
using Scanner.Verdicts;

namespace Scanner.Grains.Tests.Cluster;

/// <summary>A silo that is stopped, not killed, takes nothing of what it knows with it.</summary>
public sealed class HandoverTests
{
    private const int Images = 12;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StopSilo_KnownDigests_AreAnsweredWithoutAnotherPost()
    {
        await using var world = await ScannerWorld.StartAsync();
        for (var number = 0; number < Images; number++) world.Registry.Push(SampleImages.CleanNumbered(number), $"team/app-{number}");
        await AskAllAsync(world);
        var posts = world.Clair.Counters.Posts.Length;
        var leaving = SiloOf(world, GrainId.Create("post-gate", IPostGateGrain.Key));
        Assert.Contains(Digests(), digest => SiloOf(world, GrainId.Create("image", digest)).SiloAddress.Equals(leaving.SiloAddress));

        await world.Cluster.StopSiloAsync(leaving, Token);

        await AskAllAsync(world);
        Assert.Equal(posts, world.Clair.Counters.Posts.Length);
        Assert.Equal(Images, world.Registry.Counters.ManifestGets);
    }

    [Fact]
    public async Task StopSilo_GateWithIt_LetsTheNextPostInAtOnce()
    {
        await using var world = await ScannerWorld.StartAsync();
        world.Registry.Push(SampleImages.Clean, "team/first");
        await world.AskAsync($"team/first@{SampleImages.Clean.Digest}");
        await world.Cluster.StopSiloAsync(SiloOf(world, GrainId.Create("post-gate", IPostGateGrain.Key)), Token);
        world.Registry.Push(SampleImages.Vulnerable, "team/next");

        // A gate that knew nothing of the one before it would rest for 15 s first.
        var verdict = await world.AskAsync($"team/next@{SampleImages.Vulnerable.Digest}", TimeSpan.FromSeconds(10));

        Assert.Equal(VerdictOutcome.Refused, verdict.Outcome);
    }

    private static IEnumerable<string> Digests() => Enumerable.Range(0, Images).Select(number => SampleImages.CleanNumbered(number).Digest);

    private static async Task AskAllAsync(ScannerWorld world)
    {
        for (var number = 0; number < Images; number++)
        {
            var image = $"team/app-{number}@{SampleImages.CleanNumbered(number).Digest}";
            var verdict = await ScannerWorld.EventuallyAsync(
                () => world.AskAsync(image), answer => answer.Outcome != VerdictOutcome.NotReady);
            Assert.Equal(VerdictOutcome.Accepted, verdict.Outcome);
        }
    }

    private static Orleans.TestingHost.InProcessSiloHandle SiloOf(ScannerWorld world, GrainId grain)
    {
        Assert.True(world.Cluster.TryGetGrainContext(grain, out var context));
        return world.Cluster.Silos.Single(silo => silo.SiloAddress.Equals(context.Address.SiloAddress));
    }
}
