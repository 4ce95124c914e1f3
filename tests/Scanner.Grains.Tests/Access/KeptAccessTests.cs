using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Scanner.Failures;
using Scanner.Grains.Access;
using Scanner.Images;
using Scanner.Testing.Images;

namespace Scanner.Grains.Tests.Access;

/// <summary>Proofs that are kept with a grain's row and come back with it.</summary>
public sealed class KeptAccessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly ImageSource Mine = Source("mine");
    private static readonly ImageSource Theirs = Source("theirs");

    private readonly FakeTimeProvider _clock = new();
    private readonly FakeRegistryGrain _registry = new();
    private readonly PullAccess _access;

    public KeptAccessTests() => _access = NewAccess();

    [Fact]
    public async Task Recall_WhatWasKept_HoldsForTheSameAndNobodyElse()
    {
        _access.Prove(Mine, _clock.GetUtcNow());
        var other = NewAccess();

        other.Recall(_access.Keep());

        Assert.True(other.IsKnown(Mine));
        Assert.False(other.IsKnown(Theirs));
        _registry.Fail(FailureKind.RegistryUnavailable);
        _clock.Advance(AccessTimes.Lifetime);
        Assert.True((await other.CheckAsync(Mine, Patience)).IsGranted);
        Assert.False((await other.CheckAsync(Theirs, Patience)).IsGranted);
    }

    [Fact]
    public void Recall_OlderThanWhatIsKnown_ReplacesNothing()
    {
        _access.Prove(Mine, _clock.GetUtcNow());
        var kept = _access.Keep();
        _clock.Advance(AccessTimes.Lifetime / 2);
        _access.Prove(Mine, _clock.GetUtcNow());

        _access.Recall(kept);

        _clock.Advance((AccessTimes.Lifetime / 2) + TimeSpan.FromSeconds(1));
        Assert.True(_access.IsKnown(Mine));
    }

    [Fact]
    public void Withdraw_KeptProof_IsToldSoThatItIsKeptNoMore()
    {
        var told = 0;
        var access = NewAccess(() => told++);
        access.Prove(Mine, _clock.GetUtcNow());

        access.Withdraw(Mine);

        Assert.Equal(1, told);
        Assert.Empty(access.Keep());
    }

    private PullAccess NewAccess(Action? onWithdrawn = null) => new(
        Digest.Parse(SampleImages.Clean.Digest), new AccessMemory(), _ => _registry, _clock, NullLogger.Instance)
    {
        OnWithdrawn = onWithdrawn,
    };

    private static ImageSource Source(string @namespace) =>
        new("registry.example", "team/web", new PullContext { Namespace = @namespace, PullSecretNames = ["regcred"] });
}
