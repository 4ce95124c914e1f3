using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Scanner.Clair.Wire;
using Scanner.Testing.Clair;
using Scanner.Testing.Tests.Clair.Support;
using Notification = Scanner.Clair.Wire.GetNotificationResponse.Types.Notification;

namespace Scanner.Testing.Tests.Clair.Contract;

/// <summary>The contract against the stand-in, which is given the recorded notifications.</summary>
public sealed class StandInNotificationTests : NotificationContract, IAsyncLifetime
{
    private ClairLab _lab = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _lab = await ClairLab.StartAsync();
        foreach (var notification in RecordedNotifications.All) _lab.Clair.AddNotification(notification);
    }

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    internal override async Task<Notification> GetAsync(string name, int limit, string page)
    {
        var request = new GetNotificationRequest { Name = name, Limit = limit, NewVulnerabilityPage = page };
        return (await _lab.Notifications.GetNotificationAsync(request, cancellationToken: Token)).Notification;
    }

    internal override async Task<(string Name, CallOutcome First, CallOutcome Second, Notification Then)> MarkTwiceAsync()
    {
        var name = RecordedNotifications.All.First(notification => notification.Ancestries!.Count > 0).Name;
        return (name, await MarkAsync(name), await MarkAsync(name), await GetAsync(name, limit: 10, page: ""));
    }

    internal override async Task<Notification> GetDeliveredAsync(string name, int limit)
    {
        _lab.Blobs.Add("/clair", context =>
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            return Task.CompletedTask;
        });
        await _lab.Clair.DeliverNotificationsAsync(new Uri(_lab.Blobs.Address, "/clair"), attempts: 3, Token);
        return await GetAsync(name, limit, page: "");
    }

    internal override async Task<(GetAncestryResponse Before, GetAncestryResponse After)> GetAncestryBeforeAndAfterAsync()
    {
        var image = RecordedImage.Read("debian12-ga").Post;
        var blobs = RecordedImage.Blobs();
        await _lab.PostAsync(image.AncestryName, [.. image.Layers.Select(layer => _lab.Layer(layer.Hash, blobs[layer.Hash]))]);
        var before = await _lab.GetAsync(image.AncestryName);
        var changed = ClairAdvisory.Recorded.Single(advisory => advisory is { Name: "CVE-2024-2961", Namespace: "debian:12" });
        _lab.Clair.RemoveAdvisories(advisory => advisory == changed);
        _lab.Clair.AddAdvisories(
            changed with { Severity = "Critical" },
            new ClairAdvisory { Namespace = "debian:12", Feature = "tar", Name = "CVE-2025-45582", Severity = "Medium" });
        _lab.Clair.SetDatabaseTime(before.Status.LastUpdateTime.ToDateTimeOffset().AddSeconds(6));
        return (before, await _lab.GetAsync(image.AncestryName));
    }

    private async Task<CallOutcome> MarkAsync(string name)
    {
        try
        {
            var request = new MarkNotificationAsReadRequest { Name = name };
            await _lab.Notifications.MarkNotificationAsReadAsync(request, cancellationToken: Token);
            return new CallOutcome(StatusCode.OK, "");
        }
        catch (RpcException e)
        {
            return new CallOutcome(e.StatusCode, e.Status.Detail);
        }
    }
}
