using Scanner.Reports;
using Scanner.Testing.Clair;
using Scanner.Testing.Images;
using Scanner.Verdicts;

namespace Scanner.Grains.Tests.Cluster;

public sealed class ScanFlowTests : IAsyncLifetime
{
    private ScannerWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await ScannerWorld.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Judge_VulnerableImage_IsRefusedWithItsFindings()
    {
        _world.Registry.Push(SampleImages.Vulnerable, "team/web", "v1");

        var verdict = await _world.AskAsync("team/web:v1");

        Assert.Equal(VerdictOutcome.Refused, verdict.Outcome);
        Assert.Equal(SampleImages.Vulnerable.Digest, verdict.Digest.ToString());
        Assert.Contains(verdict.Worst, finding => finding is { Vulnerability: "CVE-2024-2961", Feature: "glibc", FixedBy: "2.36-9+deb12u6" });
        Assert.NotNull(verdict.DatabaseTime);
    }

    [Fact]
    public async Task Judge_CleanImage_IsAccepted()
    {
        _world.Registry.Push(SampleImages.Clean, "team/proxy", "v1");

        Assert.Equal(VerdictOutcome.Accepted, (await _world.AskAsync("team/proxy:v1")).Outcome);
    }

    [Fact]
    public async Task Judge_ImageWithoutPackages_IsNothingDetected()
    {
        _world.Registry.Push(SampleImages.Scratch, "team/tool", "v1");

        Assert.Equal(VerdictOutcome.NothingDetected, (await _world.AskAsync("team/tool:v1")).Outcome);
    }

    [Fact]
    public async Task Judge_OtherRules_JudgesTheSameFactsWithoutAnotherScan()
    {
        _world.Registry.Push(SampleImages.Vulnerable, "team/web", "v1");
        await _world.AskAsync("team/web:v1");
        var posts = _world.Clair.Counters.Posts.Length;

        var verdict = await _world.AskAsync("team/web:v1", rules: new VulnerabilityRules { HighestAcceptableSeverity = Severity.Defcon1 });

        Assert.Equal(VerdictOutcome.Accepted, verdict.Outcome);
        Assert.Equal(posts, _world.Clair.Counters.Posts.Length);
    }

    [Fact]
    public async Task Judge_Index_ScansThePlatformOfTheClusterOnly()
    {
        _world.Registry.Push(SampleImages.MultiPlatform, "team/multi", "v1");

        var verdict = await _world.AskAsync("team/multi:v1");

        Assert.Equal(VerdictOutcome.Accepted, verdict.Outcome);
        Assert.Equal(SampleImages.MultiPlatform.Digest, verdict.Digest.ToString());
        var state = await _world.ImageGrain(SampleImages.MultiPlatform.Digest).GetState();
        Assert.Equal("linux/amd64", Assert.Single(state.Platforms).Platform.ToString());
        Assert.Single(_world.Clair.Counters.Posts, post => post.Name.StartsWith("sha256:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Judge_AgainWhenWarm_AsksNobody()
    {
        _world.Registry.Push(SampleImages.Clean, "team/proxy", "v1");
        await _world.AskAsync("team/proxy:v1");
        var (requests, gets) = (_world.Registry.Counters.Requests.Count, _world.Clair.Counters.Gets);

        for (var i = 0; i < 50; i++) await _world.AskAsync($"team/proxy@{SampleImages.Clean.Digest}");

        Assert.Equal(requests, _world.Registry.Counters.Requests.Count);
        Assert.Equal(gets, _world.Clair.Counters.Gets);
    }

    [Fact]
    public async Task Judge_DatabaseMovedOn_ReadsAgainWithoutPostOrPull()
    {
        _world.Registry.Push(SampleImages.Clean, "team/proxy", "v1");
        var image = $"team/proxy@{SampleImages.Clean.Digest}";
        var before = await _world.AskAsync(image);
        var (requests, posts) = (_world.Registry.Counters.Requests.Count, _world.Clair.Counters.Posts.Length);

        _world.Clair.AddAdvisories(new ClairAdvisory { Namespace = "alpine:v3.18", Feature = "musl", Name = "CVE-2025-26519", Severity = "High" });
        _world.Clair.SetDatabaseTime(before.DatabaseTime!.Value.AddHours(1));

        var after = await ScannerWorld.EventuallyAsync(() => _world.AskAsync(image), verdict => verdict.Outcome == VerdictOutcome.Refused);
        Assert.Equal(before.DatabaseTime.Value.AddHours(1), after.DatabaseTime);
        Assert.Equal(requests, _world.Registry.Counters.Requests.Count);
        Assert.Equal(posts, _world.Clair.Counters.Posts.Length);
    }

    [Fact]
    public async Task Judge_DetectorsChanged_PostsAgainUnderAnotherName()
    {
        _world.Registry.Push(SampleImages.Clean, "team/proxy", "v1");
        var image = $"team/proxy@{SampleImages.Clean.Digest}";
        await _world.AskAsync(image);

        _world.Clair.SetDetectorVersion("2.0");

        await ScannerWorld.EventuallyAsync(
            async () =>
            {
                await _world.AskAsync(image);
                return (await _world.ImageGrain(SampleImages.Clean.Digest).GetState()).Report!.Detectors;
            },
            detectors => detectors.Contains("dpkg:2.0", StringComparison.Ordinal));
        var names = _world.Clair.Counters.Posts.Select(post => post.Name).Where(name => name.StartsWith("sha256:", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, names.Distinct().Count());
        Assert.All(_world.Clair.Counters.Posts, post => Assert.True(post.Succeeded));
    }

    [Fact]
    public async Task Resolve_TagMoved_TellsFromWhere()
    {
        await using var world = await ScannerWorld.StartAsync(("Registry:TagLifetime", "00:00:01"));
        world.Registry.Push(SampleImages.Clean, "team/web", "v1");
        await world.AskAsync("team/web:v1");

        world.Registry.Push(SampleImages.Vulnerable, "team/web", "v1");

        await ScannerWorld.EventuallyAsync(() => world.AskAsync("team/web:v1"), verdict => verdict.Outcome == VerdictOutcome.Refused);
        var tag = await world.Grains.GetGrain<ITagGrain>($"{world.Registry.Host}/team/web:v1").GetState();
        Assert.Equal(SampleImages.Clean.Digest, Assert.Single(tag.Moves).From.ToString());
    }

    [Fact]
    public async Task GetState_EveryGrain_TellsAndChangesNothing()
    {
        _world.Registry.Push(SampleImages.Vulnerable, "team/web", "v1");
        Assert.Equal(ImagePhase.Idle, (await _world.ImageGrain(SampleImages.Vulnerable.Digest).GetState()).Phase);
        await _world.AskAsync("team/web:v1");

        var image = await _world.ImageGrain(SampleImages.Vulnerable.Digest).GetState();
        var layer = await _world.Grains.GetGrain<ILayerGrain>(SampleImages.Vulnerable.Layers[0].Digest).GetState();
        var registry = await _world.Grains.GetGrain<IRegistryGrain>(_world.Registry.Host).GetState();
        var gate = await _world.Grains.GetGrain<IPostGateGrain>(IPostGateGrain.Key).GetState();

        Assert.Equal(ImagePhase.Ready, image.Phase);
        Assert.Equal((1, 0), (image.Attempts, image.Waiters));
        Assert.True(layer.Posted);
        Assert.Equal(0, registry.InFlight);
        Assert.True(registry.Answered >= 3);
        Assert.Empty(gate.Held);
    }
}
