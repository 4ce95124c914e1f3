using Microsoft.Extensions.Time.Testing;
using Scanner.Grains.Notifications;

namespace Scanner.Grains.Tests.Notifications;

public sealed class RecentDigestsTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RecentDigests _recent;

    public RecentDigestsTests() => _recent = new RecentDigests(_clock);

    [Fact]
    public void Add_Again_IsNewAfterItsLifetimeOnly()
    {
        Assert.True(_recent.Add(NotificationLab.DigestOf(1)));
        _clock.Advance(RecentDigests.Lifetime - TimeSpan.FromSeconds(1));
        Assert.False(_recent.Add(NotificationLab.DigestOf(1)));

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(_recent.Add(NotificationLab.DigestOf(1)));
    }

    [Fact]
    public void Add_MoreThanItHolds_ForgetsTheOldest()
    {
        for (var number = 0; number <= RecentDigests.Capacity; number++)
            Assert.True(_recent.Add(NotificationLab.DigestOf(number)));

        Assert.False(_recent.Add(NotificationLab.DigestOf(1)));
        Assert.True(_recent.Add(NotificationLab.DigestOf(0)));
    }
}
