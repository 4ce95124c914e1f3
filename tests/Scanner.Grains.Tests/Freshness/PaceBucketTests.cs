using Microsoft.Extensions.Time.Testing;
using Scanner.Grains.Freshness;

namespace Scanner.Grains.Tests.Freshness;

public sealed class PaceBucketTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Take_AtFirst_GivesNone() => Assert.Equal(0, new PaceBucket(20, _clock).Take(5));

    [Fact]
    public void Take_ManyLooksInASecond_GivesTheRate()
    {
        var bucket = new PaceBucket(20, _clock);
        var taken = 0;
        for (var look = 0; look < 10; look++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            taken += bucket.Take(100);
        }

        Assert.Equal(20, taken);
    }

    [Fact]
    public void Take_AfterAnIdleHour_GivesHalfASecondsWorth()
    {
        var bucket = new PaceBucket(20, _clock);
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(10, bucket.Take(1_000));
        Assert.Equal(0, bucket.Take(1));
    }

    [Fact]
    public void Take_Less_LeavesTheRest()
    {
        var bucket = new PaceBucket(20, _clock);
        _clock.Advance(TimeSpan.FromMilliseconds(500));

        Assert.Equal(3, bucket.Take(3));
        Assert.Equal(7, bucket.Take(100));
    }

    [Fact]
    public void Take_OneASecond_IsNotStarved()
    {
        var bucket = new PaceBucket(1, _clock);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, bucket.Take(1));
    }
}
