using Scanner.Failures;
using Scanner.Images;
using Scanner.Testing.Images;
using Scanner.Testing.Registry.Faults;
using Scanner.Verdicts;

namespace Scanner.Grains.Tests.Cluster;

/// <summary>A registry that is away stops no tag that was known, and lets none in that was not.</summary>
public sealed class TagOutageTests : IAsyncLifetime
{
    private ScannerWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await ScannerWorld.StartAsync(("Registry:TagLifetime", "00:00:01"));
        _world.Registry.Push(SampleImages.Clean, "team/web", "v1");
        await _world.AskAsync("team/web:v1");
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Resolve_RegistryAway_GivesTheLastDigestAndSaysSo()
    {
        _world.Registry.Faults.Add(RegistryFault.Status(503));

        var tag = await ScannerWorld.EventuallyAsync(() => ResolveAsync("v1"), tag => tag.Failure is not null);

        Assert.Equal(SampleImages.Clean.Digest, tag.Digest.ToString());
        Assert.Equal(FailureKind.RegistryUnavailable, tag.Failure!.Kind);
    }

    [Fact]
    public async Task Resolve_RegistryBack_AsksAgain()
    {
        _world.Registry.Faults.Add(RegistryFault.Status(503));
        await ScannerWorld.EventuallyAsync(() => ResolveAsync("v1"), tag => tag.Failure is not null);
        _world.Registry.Push(SampleImages.Vulnerable, "team/web", "v1");
        _world.Registry.Faults.Clear();

        var verdict = await ScannerWorld.EventuallyAsync(() => _world.AskAsync("team/web:v1"), verdict => verdict.Outcome == VerdictOutcome.Refused);

        Assert.Equal(SampleImages.Vulnerable.Digest, verdict.Digest.ToString());
    }

    [Fact]
    public async Task Resolve_TagDeleted_IsNotBridged()
    {
        _world.Registry.Faults.Add(RegistryFault.Status(404));

        var tag = await ScannerWorld.EventuallyAsync(() => ResolveAsync("v1"), tag => tag.Failure is not null);

        Assert.Equal((null, FailureKind.NotFound), (tag.Digest, tag.Failure!.Kind));
    }

    [Fact]
    public async Task Resolve_TagDeletedBeforeAnOutage_IsNotBridged()
    {
        _world.Registry.Faults.Add(RegistryFault.Status(404));
        await ScannerWorld.EventuallyAsync(() => ResolveAsync("v1"), tag => tag.Failure is { Kind: FailureKind.NotFound });
        _world.Registry.Faults.Clear();
        _world.Registry.Faults.Add(RegistryFault.Status(503));

        var tag = await ScannerWorld.EventuallyAsync(() => ResolveAsync("v1"), tag => tag.Failure is { Kind: not FailureKind.NotFound });

        Assert.Null(tag.Digest);
    }

    [Fact]
    public async Task Resolve_RegistryHangs_IsBridgedWithinAReview()
    {
        _world.Registry.Faults.Add(RegistryFault.Hang());

        var tag = await ScannerWorld.EventuallyAsync(() => ResolveAsync("v1"), tag => tag.Failure is not null);

        Assert.Equal(SampleImages.Clean.Digest, tag.Digest.ToString());
    }

    [Fact]
    public async Task Resolve_UnknownTagWhileAway_Fails()
    {
        _world.Registry.Faults.Add(RegistryFault.Status(503));

        var tag = await ResolveAsync("v2");

        Assert.Equal((null, FailureKind.RegistryUnavailable), (tag.Digest, tag.Failure?.Kind));
    }

    private Task<TagResolution> ResolveAsync(string tag) =>
        _world.Grains.GetGrain<ITagGrain>($"{_world.Registry.Host}/team/web:{tag}").Resolve(PullContext.None, ScannerWorld.Long);
}
