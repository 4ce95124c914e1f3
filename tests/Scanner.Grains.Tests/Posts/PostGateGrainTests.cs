using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;
using Scanner.Grains.Clair;
using Scanner.Grains.Posts;

namespace Scanner.Grains.Tests.Posts;

/// <summary>The gate's rules, with a clock that is driven. Its calls need no silo.</summary>
public sealed class PostGateGrainTests
{
    private const string Registry = "registry.example";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _clock = new();
    private readonly PostGateGrain _gate;

    public PostGateGrainTests() => _gate = new PostGateGrain(
        Options.Create(new ClairOptions { MaxPostsInFlight = 3 }), Options.Create(new ClusterMembershipOptions()), _clock,
        NullLogger<PostGateGrain>.Instance);

    [Fact]
    public async Task Enter_PlacesFree_IsLetInAtOnce()
    {
        Assert.True(await _gate.Enter(Guid.NewGuid(), "a", Registry, Patience));
        Assert.True(await _gate.Enter(Guid.NewGuid(), "b", Registry, Patience));
    }

    [Fact]
    public async Task Enter_AllPlacesTaken_WaitsUntilOneLeaves()
    {
        var first = Guid.NewGuid();
        await _gate.Enter(first, "a", Registry, Patience);
        await _gate.Enter(Guid.NewGuid(), "b", Registry, Patience);
        var third = _gate.Enter(Guid.NewGuid(), "c", Registry, Patience);
        Assert.False(third.IsCompleted);

        await _gate.Leave(first, "a", TimeSpan.Zero);

        Assert.True(await third);
        Assert.Equal(["b", "c"], (await _gate.GetState()).Posting.Order());
    }

    [Fact]
    public async Task Enter_SameSubject_IsNeverLetInTwice()
    {
        var first = Guid.NewGuid();
        await _gate.Enter(first, "a", Registry, Patience);
        var second = _gate.Enter(Guid.NewGuid(), "a", Registry, Patience);
        Assert.False(second.IsCompleted);

        await _gate.Leave(first, "a", TimeSpan.Zero);

        Assert.True(await second);
    }

    [Fact]
    public async Task Enter_SubjectThatWaits_LetsOthersPass()
    {
        await _gate.Enter(Guid.NewGuid(), "a", Registry, Patience);
        var blocked = _gate.Enter(Guid.NewGuid(), "a", Registry, Patience);

        Assert.True(await _gate.Enter(Guid.NewGuid(), "b", Registry, Patience));
        Assert.False(blocked.IsCompleted);
    }

    [Fact]
    public async Task Leave_WithAHold_BarsTheSubjectForItsTime()
    {
        var first = Guid.NewGuid();
        await _gate.Enter(first, "a", Registry, Patience);
        await _gate.Leave(first, "a", TimeSpan.FromSeconds(15));
        var again = Guid.NewGuid();

        var early = _gate.Enter(again, "a", Registry, Patience);
        _clock.Advance(Patience);

        Assert.False(await early);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.True(await _gate.Enter(again, "a", Registry, Patience));
    }

    [Fact]
    public async Task Enter_PatienceEnds_KeepsThePosition()
    {
        var (first, waiting, later) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await _gate.Enter(first, "a", Registry, Patience);
        await _gate.Enter(Guid.NewGuid(), "b", Registry, Patience);
        var slice = _gate.Enter(waiting, "c", Registry, Patience);
        await _gate.Renew(first, "a", Registry);
        _clock.Advance(Patience);
        Assert.False(await slice);
        var behind = _gate.Enter(later, "d", Registry, Patience);

        await _gate.Leave(first, "a", TimeSpan.Zero);

        Assert.True(await _gate.Enter(waiting, "c", Registry, Patience));
        Assert.False(behind.IsCompleted);
    }

    [Fact]
    public async Task Renew_InTime_KeepsThePlaceAndItsLapseGivesItAway()
    {
        var holder = Guid.NewGuid();
        await _gate.Enter(holder, "a", Registry, Patience);
        for (var i = 0; i < 10; i++)
        {
            _clock.Advance(PostGateTimes.RenewEvery);
            Assert.True(await _gate.Renew(holder, "a", Registry));
        }

        _clock.Advance(PostGateTimes.LapseAfter);

        Assert.True(await _gate.Enter(Guid.NewGuid(), "a", Registry, Patience));
        Assert.False(await _gate.Renew(holder, "a", Registry));
    }

    [Fact]
    public async Task Enter_SomebodyWhoNoLongerAsks_IsForgotten()
    {
        var (first, silent) = (Guid.NewGuid(), Guid.NewGuid());
        await _gate.Enter(first, "a", Registry, Patience);
        var call = _gate.Enter(silent, "a", Registry, Patience);
        _clock.Advance(Patience);
        Assert.False(await call);

        _clock.Advance(PostGateTimes.ForgetAfter + TimeSpan.FromSeconds(1));

        Assert.True(await _gate.Enter(Guid.NewGuid(), "a", Registry, Patience));
        Assert.Equal(0, (await _gate.GetState()).Waiting);
    }

    [Fact]
    public async Task Enter_RegistryThatTakesItsShare_LeavesAPlaceToOthers()
    {
        await _gate.Enter(Guid.NewGuid(), "a", Registry, Patience);
        await _gate.Enter(Guid.NewGuid(), "b", Registry, Patience);
        var third = _gate.Enter(Guid.NewGuid(), "c", Registry, Patience);

        Assert.False(third.IsCompleted);
        Assert.True(await _gate.Enter(Guid.NewGuid(), "d", "other.example", Patience));
    }

    [Fact]
    public async Task Renew_GateThatBeganAnew_TakesTheHolderInAgain()
    {
        Assert.True(await _gate.Renew(Guid.NewGuid(), "a", Registry));

        var another = _gate.Enter(Guid.NewGuid(), "a", Registry, Patience);

        Assert.False(another.IsCompleted);
    }

    [Fact]
    public async Task Leave_HolderTheGateDoesNotKnow_StillBarsTheSubject()
    {
        await _gate.Leave(Guid.NewGuid(), "a", TimeSpan.FromSeconds(15));

        Assert.False(_gate.Enter(Guid.NewGuid(), "a", Registry, Patience).IsCompleted);
    }
}
