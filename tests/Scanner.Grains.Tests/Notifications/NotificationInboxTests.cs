using Scanner.Grains.Notifications;

namespace Scanner.Grains.Tests.Notifications;

[Collection(nameof(NotificationMetrics))]
public sealed class NotificationInboxTests
{
    private readonly NotificationInbox _inbox = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Take_SeveralNames_AreInTheirOrder()
    {
        Guid[] names = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];
        foreach (var name in names) Assert.True(_inbox.TryAdd(name));

        foreach (var name in names) Assert.Equal(name, await _inbox.TakeAsync(Token));
        Assert.Equal(0, _inbox.Count);
    }

    [Fact]
    public async Task Add_NameThatWaits_IsTakenInOnceAndAgainWhenItIsOut()
    {
        var name = Guid.NewGuid();
        for (var i = 0; i < 3; i++) Assert.True(_inbox.TryAdd(name));
        Assert.Equal(1, _inbox.Count);

        await _inbox.TakeAsync(Token);
        Assert.True(_inbox.TryAdd(name));

        Assert.Equal(name, await _inbox.TakeAsync(Token));
    }

    [Fact]
    public async Task Add_Full_DropsAndCounts()
    {
        using var meter = new MeterReadings();
        for (var i = 0; i < NotificationInbox.Capacity; i++) Assert.True(_inbox.TryAdd(Guid.NewGuid()));

        Assert.False(_inbox.TryAdd(Guid.NewGuid()));

        Assert.Equal(NotificationInbox.Capacity, _inbox.Count);
        Assert.Equal(NotificationInbox.Capacity + 1, meter[NotificationMetrics.ReceivedName]);
        Assert.Equal(1, meter[NotificationMetrics.DroppedName]);
        await _inbox.TakeAsync(Token);
        Assert.True(_inbox.TryAdd(Guid.NewGuid()));
    }
}
