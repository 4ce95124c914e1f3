using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Scanner.Clair.Wire;
using Scanner.Testing.Clair;
using Scanner.Testing.Tests.Clair.Support;

namespace Scanner.Testing.Tests.Clair;

public sealed class NotificationTests
{
    private static readonly ClairAdvisory Changed = ClairAdvisory.Recorded.Single(a => a.Name == "CVE-2011-3374");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetNotification_ChangedVulnerability_ListsTheAncestriesItAffectsPageByPage()
    {
        await using var lab = await ClairLab.StartAsync();
        var layer = lab.Layer("a", TestLayer.Debian(("apt", "2.6.1")));
        foreach (var name in new[] { "one", "two", "three" }) await lab.PostAsync(name, layer);
        await lab.PostAsync("other");
        lab.Clair.AddNotification(new ClairNotification { Name = "n", Old = Changed, New = Changed });

        var first = await GetAsync(lab, page: "");
        var second = await GetAsync(lab, first.New.NextPage);

        Assert.Equal(["one", "two"], first.New.Ancestries.Select(ancestry => ancestry.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["three"], second.New.Ancestries.Select(ancestry => ancestry.Name));
        Assert.Equal("", second.New.NextPage);
        Assert.Empty(first.Old.Ancestries);
        Assert.Equal("CVE-2011-3374", first.New.Vulnerability.Name);
    }

    [Fact]
    public async Task MarkNotificationAsRead_Twice_IsNotFoundAndStillReads()
    {
        await using var lab = await ClairLab.StartAsync();
        lab.Clair.AddNotification(new ClairNotification { Name = "n" });
        await MarkAsync(lab);

        var failure = await Assert.ThrowsAsync<RpcException>(() => MarkAsync(lab));

        Assert.Equal(new Status(StatusCode.NotFound, "requested notification 'n' is not found"), failure.Status);
        var notification = await GetAsync(lab, page: "");
        Assert.NotEmpty(notification.Deleted);
        Assert.Null(notification.Old);
        Assert.Null(notification.New);
    }

    [Fact]
    public async Task GetNotification_BadPageToken_IsInternal()
    {
        await using var lab = await ClairLab.StartAsync();
        lab.Clair.AddNotification(new ClairNotification { Name = "n", New = Changed });

        var failure = await Assert.ThrowsAsync<RpcException>(() => GetAsync(lab, page: "garbage"));

        Assert.Equal("clair error reason: 'invalid or expired pagination token'", failure.Status.Detail);
    }

    [Fact]
    public async Task GetNotification_PageTokenOfAnHourAgo_IsRefused()
    {
        var clock = new FakeTimeProvider();
        await using var lab = await ClairLab.StartAsync(new ClairStandInOptions { TimeProvider = clock });
        var ancestries = Enumerable.Range(1, 3).Select(id => new ClairAffectedAncestry(id, $"a{id}")).ToArray();
        lab.Clair.AddNotification(new ClairNotification { Name = "n", New = Changed, Ancestries = ancestries });
        var next = (await GetAsync(lab, page: "")).New.NextPage;
        clock.Advance(TimeSpan.FromHours(1));
        await GetAsync(lab, next);

        clock.Advance(TimeSpan.FromSeconds(1));

        var failure = await Assert.ThrowsAsync<RpcException>(() => GetAsync(lab, next));
        Assert.Equal("clair error reason: 'invalid or expired pagination token'", failure.Status.Detail);
    }

    [Fact]
    public async Task GetNotification_PagesMadeToExpire_AreRefusedThatOften()
    {
        await using var lab = await ClairLab.StartAsync();
        var ancestries = Enumerable.Range(1, 3).Select(id => new ClairAffectedAncestry(id, $"a{id}")).ToArray();
        lab.Clair.AddNotification(new ClairNotification { Name = "n", New = Changed, Ancestries = ancestries });
        var next = (await GetAsync(lab, page: "")).New.NextPage;
        lab.Clair.Faults.ExpireNextPages(1);

        await Assert.ThrowsAsync<RpcException>(() => GetAsync(lab, next));

        Assert.Equal("a3", Assert.Single((await GetAsync(lab, next)).New.Ancestries).Name);
        Assert.Equal(3, lab.Clair.Counters.NotificationGets["n"]);
    }

    private static async Task<GetNotificationResponse.Types.Notification> GetAsync(ClairLab lab, string page)
    {
        var request = new GetNotificationRequest { Name = "n", Limit = 2, NewVulnerabilityPage = page };
        return (await lab.Notifications.GetNotificationAsync(request, cancellationToken: Token)).Notification;
    }

    private static async Task MarkAsync(ClairLab lab)
    {
        var request = new MarkNotificationAsReadRequest { Name = "n" };
        await lab.Notifications.MarkNotificationAsReadAsync(request, cancellationToken: Token);
    }
}
