using Scanner.Grains.Clair;
using Scanner.Grains.Freshness;

namespace Scanner.Grains.Tests.Freshness;

public sealed class EpochMovesTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Monday.AddDays(3);

    [Fact]
    public void After_FirstWord_TrustsNothingBeforeIt()
    {
        var epoch = EpochMoves.After(null, new BackendStatus(Monday, "dpkg:1.0"), Now);

        Assert.Equal(Monday, epoch.DatabaseTime);
        Assert.Equal([Monday], epoch.Moves);
        Assert.Equal((Now, Now), (epoch.DetectorsSince, epoch.LostAt));
    }

    [Fact]
    public void After_Update_RemembersBothTimes()
    {
        var epoch = EpochMoves.After(First(), new BackendStatus(Monday.AddDays(1), "dpkg:1.0"), Now.AddHours(1));

        Assert.Equal([Monday, Monday.AddDays(1)], epoch.Moves);
        Assert.Equal((Now, Now), (epoch.DetectorsSince, epoch.LostAt));
    }

    [Fact]
    public void After_SameAgain_IsNoNews()
    {
        var epoch = EpochMoves.After(First(), new BackendStatus(Monday, "dpkg:1.0"), Now.AddHours(1));

        Assert.Equal([Monday], epoch.Moves);
        Assert.False(EpochMoves.IsNews(First(), epoch));
    }

    [Fact]
    public void After_DatabaseEmptied_IsALoss()
    {
        var epoch = EpochMoves.After(First(), new BackendStatus(null, "dpkg:1.0"), Now.AddHours(1));

        Assert.Equal((null, Now.AddHours(1)), (epoch.DatabaseTime, epoch.LostAt));
        Assert.Empty(epoch.Moves);
    }

    [Fact]
    public void After_DatabaseRestoredFromABackup_IsALossAndBelieved()
    {
        var epoch = EpochMoves.After(First(), new BackendStatus(Monday.AddDays(-1), "dpkg:1.0"), Now.AddHours(1));

        Assert.Equal((Monday.AddDays(-1), Now.AddHours(1)), (epoch.DatabaseTime, epoch.LostAt));
        Assert.Equal([Monday.AddDays(-1)], epoch.Moves);
    }

    [Fact]
    public void After_OtherDetectors_AreCountedFromNow()
    {
        var epoch = EpochMoves.After(First(), new BackendStatus(Monday, "dpkg:2.0"), Now.AddHours(1));

        Assert.Equal(Now.AddHours(1), epoch.DetectorsSince);
        Assert.True(EpochMoves.IsNews(First(), epoch));
    }

    [Fact]
    public void After_MoreMovesThanAreRemembered_ForgetsTheOldest()
    {
        var epoch = First();
        for (var hour = 1; hour <= Epoch.MaxMoves; hour++)
            epoch = EpochMoves.After(epoch, new BackendStatus(Monday.AddHours(hour), "dpkg:1.0"), Now);

        Assert.Equal(Epoch.MaxMoves, epoch.Moves.Length);
        Assert.Equal(Monday.AddHours(1), epoch.Moves[0]);
    }

    [Fact]
    public void AfterLoss_KnownSinceTheLastLoss_IsAnotherLoss() =>
        Assert.Equal(Now, EpochMoves.AfterLoss(First() with { LostAt = Monday }, Monday.AddHours(1), Now).LostAt);

    [Fact]
    public void AfterLoss_KnownBeforeTheLastLoss_IsThatLoss() =>
        Assert.Equal(Monday, EpochMoves.AfterLoss(First() with { LostAt = Monday }, Monday.AddHours(-1), Now).LostAt);

    private static Epoch First() => EpochMoves.After(null, new BackendStatus(Monday, "dpkg:1.0"), Now);
}
