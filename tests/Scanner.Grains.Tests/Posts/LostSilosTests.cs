using System.Net;
using Scanner.Grains.Posts;

namespace Scanner.Grains.Tests.Posts;

public sealed class LostSilosTests
{
    private static readonly TimeSpan AliveEvery = TimeSpan.FromSeconds(30);
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void MayStillPost_OnlyLivingSilos_IsFalse() => Assert.False(MayStillPost(Member(SiloStatus.Active, secondsAgo: 1)));

    [Fact]
    public void MayStillPost_DeadJustNow_IsTrue() => Assert.True(MayStillPost(Member(SiloStatus.Dead, secondsAgo: 1)));

    [Fact]
    public void MayStillPost_LastHeardOfJustBeforeItsNextSign_IsTrue() => Assert.True(MayStillPost(Member(SiloStatus.Dead, secondsAgo: 44)));

    [Fact]
    public void MayStillPost_DeadForMinutes_IsFalse() => Assert.False(MayStillPost(Member(SiloStatus.Dead, secondsAgo: 46)));

    [Fact]
    public void MayStillPost_HeardOfLongAgoButVotedDeadNow_IsTrue()
    {
        var member = Member(SiloStatus.Dead, secondsAgo: 600);
        member.SuspectTimes = [Tuple.Create(member.SiloAddress, Now.UtcDateTime.AddSeconds(-2))];

        Assert.True(MayStillPost(member));
    }

    private static bool MayStillPost(MembershipEntry member) => LostSilos.MayStillPost([member], AliveEvery, Now);

    private static MembershipEntry Member(SiloStatus status, int secondsAgo) => new()
    {
        SiloAddress = SiloAddress.New(IPAddress.Loopback, 11111, 1),
        Status = status,
        StartTime = Now.UtcDateTime.AddHours(-1),
        IAmAliveTime = Now.UtcDateTime.AddSeconds(-secondsAgo),
    };
}
