using Scanner.Grains.Clair;
using Scanner.Grains.Notifications;
using Scanner.Testing.Clair;

namespace Scanner.Grains.Tests.Notifications;

/// <summary>In one collection with whatever else counts on the meter, which all tests share.</summary>
[Collection(nameof(NotificationMetrics))]
public sealed class NotificationWorkerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Name_OfAFewImages_ReportsThemAndMarksItAsRead()
    {
        await using var lab = await NotificationLab.StartAsync();
        var name = lab.Notify($"{NotificationLab.DigestOf(1)}#0a1b", $"{NotificationLab.DigestOf(2)}");
        lab.Inbox.TryAdd(name);

        var reported = await lab.FinishAsync();

        Assert.Equivalent(new[] { NotificationLab.DigestOf(1), NotificationLab.DigestOf(2) }, reported, strict: true);
        Assert.Equal(1, lab.Clair.Counters.NotificationGets[name.ToString()]);
        Assert.InRange(lab.Clair.Counters.NotificationMarks, 1, 2);
    }

    [Fact]
    public async Task Name_OfAThousandImages_IsReadPageByPage()
    {
        await using var lab = await NotificationLab.StartAsync();
        var digests = Enumerable.Range(1, (2 * ClairClient.PageSize) + 1).Select(NotificationLab.DigestOf).ToArray();
        var name = lab.Notify(digests.Select(digest => $"{digest}#1"));
        lab.Inbox.TryAdd(name);

        var reported = await lab.FinishAsync();

        Assert.Equal(digests.ToHashSet(), reported.ToHashSet());
        Assert.Equal(digests.Length, reported.Count);
        Assert.Equal(3, lab.Clair.Counters.NotificationGets[name.ToString()]);
    }

    [Fact]
    public async Task Name_OfForeignAncestries_ReportsImagesOnly()
    {
        await using var lab = await NotificationLab.StartAsync();
        var digest = NotificationLab.DigestOf(1);
        lab.Inbox.TryAdd(lab.Notify(
            $"layer:{digest}", "", "#", "garbage", $"sha256:{new string('A', 64)}", $"{digest}x#1", $" {digest}", $"{digest}#1"));

        Assert.Equal([digest], await lab.FinishAsync());
    }

    [Fact]
    public async Task Name_WithoutNewVulnerability_IsReadAndReportsNothing()
    {
        await using var lab = await NotificationLab.StartAsync();
        var name = Guid.NewGuid();
        lab.Clair.AddNotification(new ClairNotification { Name = name.ToString(), Old = ClairAdvisory.Recorded[0] });
        lab.Inbox.TryAdd(name);

        Assert.Empty(await lab.FinishAsync());
        Assert.Equal(1, lab.Clair.Counters.NotificationGets[name.ToString()]);
    }

    [Fact]
    public async Task Names_OfTheSameImage_ReportItOnce()
    {
        await using var lab = await NotificationLab.StartAsync();
        var digest = NotificationLab.DigestOf(1);
        for (var i = 0; i < 5; i++) lab.Inbox.TryAdd(lab.Notify($"{digest}#{i}"));

        Assert.Equal([digest], await lab.FinishAsync());
        Assert.Equal(6, lab.Clair.Counters.NotificationLookups);
    }

    [Fact]
    public async Task Name_ThatClairDoesNotKnow_CostsOneLookup()
    {
        await using var lab = await NotificationLab.StartAsync();
        var forged = Guid.NewGuid();
        lab.Inbox.TryAdd(forged);

        Assert.Empty(await lab.FinishAsync());
        Assert.Equal(1, lab.Clair.Counters.NotificationGets[forged.ToString()]);
        Assert.Equal(2, lab.Clair.Counters.NotificationLookups);
    }

    [Fact]
    public async Task Name_MarkedByClairItself_IsNotMarkedAgain()
    {
        await using var lab = await NotificationLab.StartAsync();
        var name = lab.Notify($"{NotificationLab.DigestOf(1)}#1");
        lab.Inbox.TryAdd(name);
        await lab.FinishAsync();
        await lab.Clair.Counters.WaitAsync(counters => counters.NotificationMarks == 2, Token);

        lab.Inbox.TryAdd(name);
        await lab.Clair.Counters.WaitAsync(counters => counters.NotificationGets[name.ToString()] == 2, Token);
        lab.Inbox.TryAdd(Guid.NewGuid());
        await lab.Clair.Counters.WaitAsync(counters => counters.NotificationLookups == 4, Token);

        Assert.Equal(2, lab.Clair.Counters.NotificationMarks);
    }

    [Theory]
    [InlineData(1, 5, 1001)]
    [InlineData(2, 4, 500)]
    public async Task Name_WhosePageTokensExpire_IsStartedOverOnce(int expired, int lookups, int reported)
    {
        await using var lab = await NotificationLab.StartAsync();
        var name = lab.Notify(Enumerable.Range(1, 1001).Select(number => $"{NotificationLab.DigestOf(number)}#1"));
        lab.Clair.Faults.ExpireNextPages(expired);
        lab.Inbox.TryAdd(name);

        var digests = await lab.FinishAsync();

        // The first page, the token that expired, and from the beginning again.
        Assert.Equal(lookups, lab.Clair.Counters.NotificationGets[name.ToString()]);
        Assert.Equal(reported, digests.Count);
    }

    [Fact]
    public async Task Name_WhileClairIsAway_IsDroppedAndTheNextOneIsWorkedOff()
    {
        await using var lab = await NotificationLab.StartAsync();
        lab.Clair.Faults.DatabaseDown = true;
        var lost = lab.Notify($"{NotificationLab.DigestOf(1)}#1");
        lab.Inbox.TryAdd(lost);
        await lab.Clair.Counters.WaitAsync(counters => counters.NotificationLookups == 1, Token);
        lab.Clair.Faults.DatabaseDown = false;
        lab.Inbox.TryAdd(lab.Notify($"{NotificationLab.DigestOf(2)}#1"));

        Assert.Equal([NotificationLab.DigestOf(2)], await lab.FinishAsync());
        Assert.Equal(1, lab.Clair.Counters.NotificationGets[lost.ToString()]);
    }

    [Fact]
    public async Task Report_ThatFails_KeepsNothingElseFromBeingReported()
    {
        await using var lab = await NotificationLab.StartAsync();
        lab.Images.OnReport = digest =>
        {
            if (digest == NotificationLab.DigestOf(1)) throw new SiloUnavailableException("gone");
            if (digest == NotificationLab.DigestOf(2)) throw new InvalidOperationException("a fault of ours");
        };
        lab.Inbox.TryAdd(lab.Notify($"{NotificationLab.DigestOf(1)}#1"));
        lab.Inbox.TryAdd(lab.Notify($"{NotificationLab.DigestOf(2)}#1"));
        lab.Inbox.TryAdd(lab.Notify($"{NotificationLab.DigestOf(3)}#1"));

        Assert.Equal([NotificationLab.DigestOf(3)], await lab.FinishAsync());
    }

    [Fact]
    public async Task Flood_OfUnknownNames_IsLookedUpAtTheBoundedRate()
    {
        const int Flood = 3_400;
        var clock = new CountingClock();
        await using var lab = await NotificationLab.StartAsync(clock);

        for (var i = 0; i < Flood; i++) Assert.True(lab.Inbox.TryAdd(Guid.NewGuid()));

        var counters = lab.Clair.Counters;
        await counters.WaitAsync(asked => asked.NotificationLookups == 1, Token);
        for (var second = 1; second <= Flood / LookupPace.PerSecond; second++)
        {
            for (var step = 0; step < LookupPace.PerSecond; step++)
            {
                var before = counters.NotificationLookups;
                if (before == Flood) break;
                // The worker waits by now; a clock that moves while it begins to would be missed.
                await clock.WaitForTimersAsync(before, Token);
                clock.Advance(LookupPace.Interval);
                await counters.WaitAsync(asked => asked.NotificationLookups > before, Token);
            }

            // One more than the rate: the first needs no wait.
            Assert.Equal(Math.Min((second * LookupPace.PerSecond) + 1, Flood), counters.NotificationLookups);
        }

        Assert.Equal(Flood, counters.NotificationGets.Count);
        Assert.Equal((0, 0, 0), (counters.NotificationMarks, counters.Gets, counters.Statuses));
        Assert.Empty(lab.Images.All);
    }

    [Fact]
    public async Task Outcomes_AreCounted()
    {
        using var meter = new MeterReadings();
        await using var lab = await NotificationLab.StartAsync();
        var expiring = lab.Notify(Enumerable.Range(1, 501).Select(number => $"{NotificationLab.DigestOf(number)}#1"));
        lab.Clair.Faults.ExpireNextPages(2);
        lab.Inbox.TryAdd(expiring);
        lab.Inbox.TryAdd(Guid.NewGuid());
        await lab.FinishAsync();
        // The last name is counted after its mark, and the one behind it is looked up after that.
        await lab.Clair.Counters.WaitAsync(counters => counters.NotificationMarks == 1, Token);
        lab.Inbox.TryAdd(Guid.NewGuid());
        await lab.Clair.Counters.WaitAsync(counters => counters.NotificationLookups == 7, Token);

        Assert.Equal(4, meter[NotificationMetrics.ReceivedName]);
        Assert.Equal(0, meter[NotificationMetrics.DroppedName]);
        Assert.Equal(1, meter[NotificationMetrics.FailedName]);
        Assert.Equal(1, meter[NotificationMetrics.WorkedOffName]);
        Assert.InRange(meter[NotificationMetrics.UnknownName], 1, 2);
        Assert.Equal(501, meter[NotificationMetrics.DigestsName]);
    }
}
