using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Scanner.Failures;
using Scanner.Grains.Access;
using Scanner.Grains.Retries;
using Scanner.Images;
using Scanner.Testing.Images;

namespace Scanner.Grains.Tests.Access;

public sealed class PullAccessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ImageSource Mine = Source("mine");
    private static readonly ImageSource Theirs = Source("theirs");

    private readonly FakeTimeProvider _clock = new();
    private readonly FakeRegistryGrain _registry = new();
    private readonly PullAccess _access;

    public PullAccessTests() => _access = new PullAccess(
        Digest.Parse(SampleImages.Clean.Digest), new AccessMemory(), _ => _registry, _clock, NullLogger.Instance);

    [Fact]
    public void IsKnown_NeverPulled_IsFalse() => Assert.False(_access.IsKnown(Mine));

    [Fact]
    public async Task IsKnown_AfterAPull_AsksNobodyUntilTheProofEnds()
    {
        _access.Prove(Mine, _clock.GetUtcNow());

        _clock.Advance(AccessTimes.Lifetime - AccessTimes.RenewBefore);
        Assert.True(_access.IsKnown(Mine));
        Assert.Equal(0, _registry.Checks);

        _registry.Answer = _ => new TaskCompletionSource<PullGrant>().Task;
        _clock.Advance(AccessTimes.RenewBefore);
        Assert.False(_access.IsKnown(Mine));
        Assert.Equal(AccessAnswer.Pending, await _access.CheckAsync(Mine, TimeSpan.Zero));
    }

    [Fact]
    public void IsKnown_ProofNearItsEnd_IsRenewedOnceWithoutAWait()
    {
        _access.Prove(Mine, _clock.GetUtcNow());
        var asked = new TaskCompletionSource<PullGrant>();
        _registry.Answer = _ => asked.Task;
        _clock.Advance(AccessTimes.Lifetime - TimeSpan.FromSeconds(1));

        Assert.True(_access.IsKnown(Mine));
        Assert.True(_access.IsKnown(Mine));
        asked.SetResult(FakeRegistryGrain.Grant(isForEverybody: false));

        Assert.Equal(1, _registry.Checks);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(_access.IsKnown(Mine));
    }

    [Fact]
    public async Task Check_OfMine_SaysNothingOfTheirs()
    {
        _access.Prove(Mine, _clock.GetUtcNow());
        _registry.Fail(FailureKind.Unauthorized);

        var answer = await _access.CheckAsync(Theirs, Patience);

        Assert.False(answer.IsGranted);
        Assert.Equal("the registry says Unauthorized", answer.Refusal?.Message);
        Assert.True((await _access.CheckAsync(Mine, Patience)).IsGranted);
    }

    [Fact]
    public async Task Check_OpenRepository_IsProvenOnceForEverybody()
    {
        _registry.Answer = _ => Task.FromResult(FakeRegistryGrain.Grant(isForEverybody: true));

        for (var i = 0; i < 1000; i++) Assert.True((await _access.CheckAsync(Source($"team-{i}"), Patience)).IsGranted);

        Assert.Equal(1, _registry.Checks);
    }

    [Fact]
    public async Task Check_ThousandAtOnce_AskOnce()
    {
        var asked = new TaskCompletionSource<PullGrant>();
        _registry.Answer = _ => asked.Task;

        var checks = Enumerable.Range(0, 1000).Select(_ => _access.CheckAsync(Mine, Patience).AsTask()).ToList();
        asked.SetResult(FakeRegistryGrain.Grant(isForEverybody: false));

        Assert.All(await Task.WhenAll(checks), answer => Assert.True(answer.IsGranted));
        Assert.Equal(1, _registry.Checks);
    }

    [Fact]
    public async Task Check_PatienceEnds_IsPendingAndTheQuestionGoesOn()
    {
        var asked = new TaskCompletionSource<PullGrant>();
        _registry.Answer = _ => asked.Task;
        var check = _access.CheckAsync(Mine, Patience).AsTask();

        _clock.Advance(Patience);
        Assert.Equal(AccessAnswer.Pending, await check);

        asked.SetResult(FakeRegistryGrain.Grant(isForEverybody: false));
        Assert.True(_access.IsKnown(Mine));
        Assert.Equal(1, _registry.Checks);
    }

    [Theory]
    [InlineData(FailureKind.Unauthorized)]
    [InlineData(FailureKind.NotFound)]
    [InlineData(FailureKind.ManifestInvalid)]
    [InlineData(FailureKind.AddressRefused)]
    public async Task Check_Refused_IsRefusedThoughOthersMay(FailureKind kind)
    {
        _access.Prove(Theirs, _clock.GetUtcNow());
        _registry.Fail(kind);

        Assert.Equal(kind, (await _access.CheckAsync(Mine, Patience)).Refusal?.Kind);
        Assert.Equal(kind, (await _access.CheckAsync(Mine, Patience)).Refusal?.Kind);
        Assert.Equal(1, _registry.Checks);
    }

    [Theory]
    [InlineData(FailureKind.RegistryUnavailable)]
    [InlineData(FailureKind.RegistryThrottled)]
    [InlineData(FailureKind.CredentialsUnavailable)]
    public async Task Check_OutageForOneWhoPulledIt_IsNoRefusal(FailureKind kind)
    {
        _access.Prove(Mine, _clock.GetUtcNow());
        _registry.Fail(kind);
        _clock.Advance(AccessTimes.Lifetime);

        Assert.True((await _access.CheckAsync(Mine, Patience)).IsGranted);
        Assert.Equal(1, _registry.Checks);
    }

    [Theory]
    [InlineData(FailureKind.RegistryUnavailable)]
    [InlineData(FailureKind.RegistryThrottled)]
    [InlineData(FailureKind.CredentialsUnavailable)]
    [InlineData(FailureKind.Interrupted)]
    public async Task Check_OutageForOneWhoNeverPulledIt_IsNoLeave(FailureKind kind)
    {
        _access.Prove(Theirs, _clock.GetUtcNow());
        _registry.Fail(kind);

        Assert.Equal(kind, (await _access.CheckAsync(Mine, Patience)).Refusal?.Kind);
        Assert.Equal(kind, (await _access.CheckAsync(Mine, Patience)).Refusal?.Kind);
        Assert.True((await _access.CheckAsync(Theirs, Patience)).IsGranted);
    }

    [Fact]
    public async Task Check_FaultOfOurOwn_IsNoLeave()
    {
        _access.Prove(Mine, _clock.GetUtcNow());
        _registry.Fail(FailureKind.Internal);
        _clock.Advance(AccessTimes.Lifetime);

        Assert.Equal(FailureKind.Internal, (await _access.CheckAsync(Mine, Patience)).Refusal?.Kind);
    }

    [Fact]
    public async Task Check_OutageAfterARefusal_IsNoLeave()
    {
        _access.Prove(Mine, _clock.GetUtcNow());
        _registry.Fail(FailureKind.Unauthorized);
        _clock.Advance(AccessTimes.Lifetime);
        await _access.CheckAsync(Mine, Patience);
        _registry.Fail(FailureKind.RegistryUnavailable);
        _clock.Advance(FailureMemory<ImageSource>.LongestPause * 2);

        Assert.Equal(FailureKind.RegistryUnavailable, (await _access.CheckAsync(Mine, Patience)).Refusal?.Kind);
    }

    [Fact]
    public async Task Check_OutageOfARepositoryThatIsOpenNoMore_IsNoLeave()
    {
        _registry.Answer = _ => Task.FromResult(FakeRegistryGrain.Grant(isForEverybody: true));
        await _access.CheckAsync(Mine, Patience);
        _registry.Fail(FailureKind.Unauthorized);
        _clock.Advance(AccessTimes.Lifetime);
        await _access.CheckAsync(Mine, Patience);
        _registry.Fail(FailureKind.RegistryUnavailable);

        Assert.Equal(FailureKind.RegistryUnavailable, (await _access.CheckAsync(Theirs, Patience)).Refusal?.Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Check_OutageWithoutEnd_IsNoLeaveForEver(bool isForEverybody)
    {
        _registry.Answer = _ => Task.FromResult(FakeRegistryGrain.Grant(isForEverybody));
        await _access.CheckAsync(Mine, Patience);
        _registry.Fail(FailureKind.RegistryUnavailable);

        _clock.Advance(AccessTimes.LongestOutage);
        Assert.True((await _access.CheckAsync(Mine, Patience)).IsGranted);
        _clock.Advance(AccessTimes.Lifetime);

        Assert.Equal(FailureKind.RegistryUnavailable, (await _access.CheckAsync(Mine, Patience)).Refusal?.Kind);
    }

    [Fact]
    public async Task Check_OutageOfARegistryThatNeverServedIt_IsNoLeave()
    {
        _access.Prove(Mine, _clock.GetUtcNow());
        _registry.Fail(FailureKind.RegistryUnavailable);
        var elsewhere = new ImageSource("registry.of.mine", Mine.Repository, Mine.PullContext);

        Assert.Equal(FailureKind.RegistryUnavailable, (await _access.CheckAsync(elsewhere, Patience)).Refusal?.Kind);
    }

    [Fact]
    public async Task Check_OutageIsOver_IsRefusedAgain()
    {
        _access.Prove(Mine, _clock.GetUtcNow());
        _registry.Fail(FailureKind.RegistryUnavailable);
        _clock.Advance(AccessTimes.Lifetime);
        await _access.CheckAsync(Mine, Patience);

        _registry.Fail(FailureKind.Unauthorized);
        _clock.Advance(FailureMemory<ImageSource>.FirstPause * 2);

        // The first to come has it asked, and is still answered.
        Assert.True(_access.IsKnown(Mine));
        Assert.False(_access.IsKnown(Mine));
        Assert.Equal(FailureKind.Unauthorized, (await _access.CheckAsync(Mine, Patience)).Refusal?.Kind);
    }

    [Fact]
    public async Task Check_LongOutage_KeepsAnOpenRepositoryOpen()
    {
        _registry.Answer = _ => Task.FromResult(FakeRegistryGrain.Grant(isForEverybody: true));
        await _access.CheckAsync(Mine, Patience);
        _registry.Fail(FailureKind.RegistryUnavailable);

        for (var minute = 0; minute < 60; minute++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            Assert.True((await _access.CheckAsync(Theirs, Patience)).IsGranted);
        }
    }

    [Fact]
    public async Task Check_RightWithdrawn_IsNoticedWhenTheProofIsRenewed()
    {
        _access.Prove(Mine, _clock.GetUtcNow());
        _registry.Fail(FailureKind.Unauthorized);
        _clock.Advance(AccessTimes.Lifetime - TimeSpan.FromSeconds(1));

        Assert.True(_access.IsKnown(Mine));

        Assert.Equal(FailureKind.Unauthorized, (await _access.CheckAsync(Mine, Patience)).Refusal?.Kind);
    }

    [Fact]
    public async Task Check_OtherCredentialsAfterARefusal_AsksAgain()
    {
        _registry.Fail(FailureKind.Unauthorized);
        await _access.CheckAsync(Mine, Patience);
        _registry.Answer = _ => Task.FromResult(FakeRegistryGrain.Grant(isForEverybody: false));
        _registry.Stamp = "second";
        _clock.Advance(FailureMemory<ImageSource>.LookInterval);

        Assert.True((await _access.CheckAsync(Mine, Patience)).IsGranted);
    }

    private static ImageSource Source(string @namespace) =>
        new("registry.example", "team/web", new PullContext { Namespace = @namespace, PullSecretNames = ["regcred"] });
}
