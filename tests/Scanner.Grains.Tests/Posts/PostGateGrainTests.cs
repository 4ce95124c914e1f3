using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Scanner.Grains.Clair;
using Scanner.Grains.Posts;

namespace Scanner.Grains.Tests.Posts;

/// <summary>The gate's rules, with a clock that is driven. Its calls need no silo.</summary>
public sealed class PostGateGrainTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _clock = new();
    private readonly PostGateGrain _gate;

    public PostGateGrainTests() => _gate = new PostGateGrain(Options.Create(new ClairOptions { MaxPostsInFlight = 2 }), _clock);

    [Fact]
    public async Task Enter_PlacesFree_IsLetInAtOnce()
    {
        Assert.True(await _gate.Enter(Guid.NewGuid(), "a", Patience));
        Assert.True(await _gate.Enter(Guid.NewGuid(), "b", Patience));
    }

    [Fact]
    public async Task Enter_AllPlacesTaken_WaitsUntilOneLeaves()
    {
        var first = Guid.NewGuid();
        await _gate.Enter(first, "a", Patience);
        await _gate.Enter(Guid.NewGuid(), "b", Patience);
        var third = _gate.Enter(Guid.NewGuid(), "c", Patience);
        Assert.False(third.IsCompleted);

        await _gate.Leave(first, TimeSpan.Zero);

        Assert.True(await third);
        Assert.Equal(["b", "c"], (await _gate.GetState()).Posting.Order());
    }

    [Fact]
    public async Task Enter_SameSubject_IsNeverLetInTwice()
    {
        var first = Guid.NewGuid();
        await _gate.Enter(first, "a", Patience);
        var second = _gate.Enter(Guid.NewGuid(), "a", Patience);
        Assert.False(second.IsCompleted);

        await _gate.Leave(first, TimeSpan.Zero);

        Assert.True(await second);
    }

    [Fact]
    public async Task Enter_SubjectThatWaits_LetsOthersPass()
    {
        await _gate.Enter(Guid.NewGuid(), "a", Patience);
        var blocked = _gate.Enter(Guid.NewGuid(), "a", Patience);

        Assert.True(await _gate.Enter(Guid.NewGuid(), "b", Patience));
        Assert.False(blocked.IsCompleted);
    }

    [Fact]
    public async Task Leave_WithAHold_BarsTheSubjectForItsTime()
    {
        var first = Guid.NewGuid();
        await _gate.Enter(first, "a", Patience);
        await _gate.Leave(first, TimeSpan.FromSeconds(15));
        var again = Guid.NewGuid();

        var early = _gate.Enter(again, "a", Patience);
        _clock.Advance(Patience);

        Assert.False(await early);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.True(await _gate.Enter(again, "a", Patience));
    }

    [Fact]
    public async Task Enter_PatienceEnds_KeepsThePosition()
    {
        var (first, waiting, later) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await _gate.Enter(first, "a", Patience);
        await _gate.Enter(Guid.NewGuid(), "b", Patience);
        var slice = _gate.Enter(waiting, "c", Patience);
        await _gate.Renew(first);
        _clock.Advance(Patience);
        Assert.False(await slice);
        var behind = _gate.Enter(later, "d", Patience);

        await _gate.Leave(first, TimeSpan.Zero);

        Assert.True(await _gate.Enter(waiting, "c", Patience));
        Assert.False(behind.IsCompleted);
    }

    [Fact]
    public async Task Renew_InTime_KeepsThePlaceAndItsLapseGivesItAway()
    {
        var holder = Guid.NewGuid();
        await _gate.Enter(holder, "a", Patience);
        for (var i = 0; i < 10; i++)
        {
            _clock.Advance(PostGateTimes.RenewEvery);
            Assert.True(await _gate.Renew(holder));
        }

        _clock.Advance(PostGateTimes.LapseAfter);

        Assert.True(await _gate.Enter(Guid.NewGuid(), "a", Patience));
        Assert.False(await _gate.Renew(holder));
    }

    [Fact]
    public async Task Enter_SomebodyWhoNoLongerAsks_IsForgotten()
    {
        var (first, silent) = (Guid.NewGuid(), Guid.NewGuid());
        await _gate.Enter(first, "a", Patience);
        var call = _gate.Enter(silent, "a", Patience);
        _clock.Advance(Patience);
        Assert.False(await call);

        _clock.Advance(PostGateTimes.ForgetAfter + TimeSpan.FromSeconds(1));

        Assert.True(await _gate.Enter(Guid.NewGuid(), "a", Patience));
        Assert.Equal(0, (await _gate.GetState()).Waiting);
    }
}
