using Scanner.Failures;
using Scanner.Grains.Registry.Credentials;
using Scanner.Grains.Tests.Registry;
using Scanner.Grains.Tests.Registry.Credentials;
using Scanner.Images;
using Scanner.Testing.Images;
using Scanner.Testing.Registry;
using Scanner.Testing.Registry.Authentication;
using Scanner.Testing.Registry.Faults;
using Scanner.Verdicts;

namespace Scanner.Grains.Tests.Cluster;

/// <summary>Known facts are told to those who may pull the image, and cost the registry next to nothing.</summary>
public sealed class PullContextTests : IAsyncDisposable
{
    private static readonly PullContext Team = Namespace("team");
    private static readonly PullContext Guest = Namespace("guest");

    private readonly FixedKeychain _keychain = new(FixedKeychain.Credential("lab", "hunter2"));
    private ScannerWorld? _world;

    private static string Image => $"team/web@{SampleImages.Vulnerable.Digest}";

    private static BasicAccess Private => new() { Users = [new RegistryUser("lab", "hunter2")] };

    private ScannerWorld World => _world!;

    private RegistryCounters Counters => World.Registry.Counters;

    public ValueTask DisposeAsync() => _world?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Judge_KnownImageWithoutItsSecret_IsRefusedAsIfItWereNew()
    {
        await StartPrivateAsync();
        Assert.Equal(VerdictOutcome.Refused, (await AskAsync(Team)).Outcome);

        var verdict = await AskAsync(Guest);

        Assert.Equal(FailureKind.Unauthorized, verdict.Failure?.Kind);
        Assert.Contains("No credentials were sent", verdict.Failure!.Message, StringComparison.Ordinal);
        Assert.Empty(verdict.Worst);
        Assert.Equal(VerdictOutcome.Refused, (await AskAsync(Team)).Outcome);
    }

    [Fact]
    public async Task Resolve_KnownTagWithoutItsSecret_IsRefused()
    {
        await StartPrivateAsync();
        await World.AskAsync("team/web:v1", pullContext: Team);

        var tag = await World.Grains.GetGrain<ITagGrain>($"{World.Registry.Host}/team/web:v1").Resolve(Guest, ScannerWorld.Long);

        Assert.Null(tag.Digest);
        Assert.Equal(FailureKind.Unauthorized, tag.Failure?.Kind);
    }

    [Fact]
    public async Task Judge_ThousandReviewsOfOneContext_PullOnceAndAskNoMore()
    {
        await StartPrivateAsync();

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => AskAsync(Team)));

        Assert.All(verdicts, verdict => Assert.Equal(VerdictOutcome.Refused, verdict.Outcome));
        // The first request is the one that learns the challenge.
        Assert.Equal((1, 1, 0), (Counters.ManifestGets - Counters.Unauthorized, Counters.Unauthorized, Counters.ManifestHeads));
    }

    [Fact]
    public async Task Judge_OpenImageFromThousandNamespaces_PullsOnceAndAsksNoMore()
    {
        await StartAsync(RegistryAccess.Anonymous);

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => AskAsync(Namespace($"team-{i}"))));

        Assert.All(verdicts, verdict => Assert.Equal(VerdictOutcome.Refused, verdict.Outcome));
        Assert.Equal((1, 0), (Counters.ManifestGets, Counters.ManifestHeads));
        Assert.Empty(_keychain.Questions);
    }

    [Fact]
    public async Task Judge_PrivateImageFromNamespacesWithTheSameCredentials_AsksNoMore()
    {
        await StartPrivateAsync();
        await AskAsync(Team);
        var requests = Counters.Requests.Count;

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => AskAsync(Namespace($"team-{i}"))));

        Assert.All(verdicts, verdict => Assert.Equal(VerdictOutcome.Refused, verdict.Outcome));
        Assert.Equal(requests, Counters.Requests.Count);
    }

    [Theory]
    [InlineData(503, FailureKind.RegistryUnavailable)]
    [InlineData(429, FailureKind.RegistryThrottled)]
    public async Task Judge_RegistryAway_KnownImageIsJudgedForThoseWhoPulledItOnly(int status, FailureKind kind)
    {
        await StartPrivateAsync();
        await AskAsync(Team);
        World.Registry.Faults.Add(RegistryFault.Status(status));

        Assert.Equal(kind, (await AskAsync(Guest)).Failure?.Kind);
        Assert.Equal(VerdictOutcome.Refused, (await AskAsync(Team)).Outcome);
    }

    [Fact]
    public async Task Judge_TagOfARegistryThatClaimsAForeignDigest_IsNotTold()
    {
        await using var hostile = await RegistryStandIn.StartAsync(
            new RegistryStandInOptions { Access = RegistryAccess.Anonymous }, TestContext.Current.CancellationToken);
        hostile.Faults.Add(RegistryFault.DigestHeader(SampleImages.Vulnerable.Digest) with { Method = "HEAD" });
        await StartPrivateAsync(("Registry:Insecure:1", hostile.Host));
        Assert.Equal(VerdictOutcome.Refused, (await AskAsync(Team)).Outcome);

        // A memory is one silo's, so that a leak shows only where both grains are in the same: one of many tags will be.
        for (var i = 0; i < 8; i++)
        {
            hostile.Push(SampleImages.Clean, "guest/web", $"v{i}");
            var claim = ImageReference.Parse($"{hostile.Host}/guest/web:v{i}");
            var tag = await World.Grains.GetGrain<ITagGrain>(claim.ToString()).Resolve(Guest, ScannerWorld.Long);
            Assert.Equal(SampleImages.Vulnerable.Digest, tag.Digest?.ToString());
            var verdict = await World.ImageGrain(SampleImages.Vulnerable.Digest).Judge(new ImageQuestion
            {
                Image = claim.At(tag.Digest!.Value),
                PullContext = Guest,
                Rules = new VulnerabilityRules(),
                Patience = TimeSpan.FromSeconds(20),
            });
            Assert.NotNull(verdict.Failure);
            Assert.Empty(verdict.Worst);
        }
    }

    [Fact]
    public async Task Judge_KeychainThatTripsOverOneNamespace_FailsForThatNamespaceOnly()
    {
        await StartAsync(Private, new BrokenKeychain(Guest.Namespace));

        var broken = await AskAsync(Guest);

        Assert.Equal(FailureKind.Unauthorized, broken.Failure?.Kind);
        Assert.DoesNotContain("hunter2", broken.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(VerdictOutcome.Refused, (await AskAsync(Team)).Outcome);
        Assert.Equal(FailureKind.Unauthorized, (await AskAsync(Guest)).Failure?.Kind);
    }

    [Fact]
    public async Task Judge_KnownDigestAtARegistryThatIsAway_IsNotTold()
    {
        await StartPrivateAsync();
        await AskAsync(Team);

        var verdict = await World.ImageGrain(SampleImages.Vulnerable.Digest).Judge(new ImageQuestion
        {
            Image = ImageReference.Parse($"registry.invalid/team/web@{SampleImages.Vulnerable.Digest}"),
            PullContext = Guest,
            Rules = new VulnerabilityRules(),
            Patience = TimeSpan.FromSeconds(20),
        });

        Assert.Equal(FailureKind.RegistryUnavailable, verdict.Failure?.Kind);
    }

    [Fact]
    public async Task Judge_SecretMadeAfterManyFailures_WorksWithTheNextReview()
    {
        await StartPrivateAsync();
        _keychain.Only(_ => false);
        for (var i = 0; i < 3; i++)
            await ScannerWorld.EventuallyAsync(() => AskAsync(Team), verdict => verdict.Failure is { } failure && failure.Attempts > i);
        var failed = await AskAsync(Team);

        _keychain.Only(_ => true);
        var healed = await ScannerWorld.EventuallyAsync(() => AskAsync(Team), verdict => verdict.Failure is null);

        Assert.Equal(VerdictOutcome.Refused, healed.Outcome);
        Assert.True(TimeProvider.System.GetUtcNow() < failed.Failure!.RetryAt, "It waited for the failure's own end.");
    }

    [Fact]
    public async Task Judge_IndexKnownFromOthers_IsRefusedWithoutItsSecret()
    {
        await StartPrivateAsync();
        World.Registry.Push(SampleImages.MultiPlatform, "team/multi");
        var image = $"team/multi@{SampleImages.MultiPlatform.Digest}";
        Assert.Equal(VerdictOutcome.Accepted, (await World.AskAsync(image, pullContext: Team)).Outcome);

        Assert.Equal(FailureKind.Unauthorized, (await World.AskAsync(image, pullContext: Guest)).Failure?.Kind);
    }

    private static PullContext Namespace(string name) => new() { Namespace = name };

    private Task<Verdict> AskAsync(PullContext pullContext) => World.AskAsync(Image, pullContext: pullContext);

    private async Task StartPrivateAsync(params (string Key, string Value)[] settings)
    {
        await StartAsync(Private, _keychain, settings);
        _keychain.Only(asked => asked.Context != Guest);
    }

    private Task StartAsync(RegistryAccess access) => StartAsync(access, _keychain);

    private async Task StartAsync(RegistryAccess access, IKeychain keychain, params (string Key, string Value)[] settings)
    {
        _world = await ScannerWorld.StartAsync(new RegistryStandInOptions { Access = access }, keychain, settings);
        World.Registry.Push(SampleImages.Vulnerable, "team/web", "v1");
    }
}
