using System.Globalization;
using Grpc.Core;
using Scanner.Clair.Wire;
using Scanner.Testing.Clair.Database;

namespace Scanner.Testing.Clair.Server;

/// <summary>Shows notifications.</summary>
internal sealed class NotificationEndpoint(
    NotificationStore notifications, ClairDatabase database, PageTokens tokens, Shuffler shuffler, ClairFaults faults,
    ClairCounters counters)
    : NotificationService.NotificationServiceBase
{
    public override Task<GetNotificationResponse> GetNotification(GetNotificationRequest request, ServerCallContext context)
    {
        counters.NotificationAsked(request.Name);
        if (request.Name.Length == 0) throw ClairErrors.NoNotificationName();
        if (request.Limit <= 0) throw ClairErrors.NoPageLimit();
        if (faults.DatabaseDown) throw ClairErrors.DatabaseRefusedReason();
        var oldOffset = tokens.OffsetOf(request.OldVulnerabilityPage);
        var newOffset = tokens.OffsetOf(request.NewVulnerabilityPage);
        var stored = notifications.Find(request.Name) ?? throw ClairErrors.NotificationNotFound(request.Name);
        var changed = stored.Notification;
        return Task.FromResult(new GetNotificationResponse
        {
            Notification = new GetNotificationResponse.Types.Notification
            {
                Name = changed.Name,
                Created = UnixSeconds(stored.Created),
                Deleted = stored.Deleted is { } deleted ? UnixSeconds(deleted) : "",
                // Clair never lists the ancestries of the old vulnerability.
                Old = changed.Old is { } old ? Page(old, [], oldOffset, request.Limit) : null,
                New = changed.New is { } now
                    ? Page(now, changed.Ancestries ?? database.AncestriesAffectedBy(now), newOffset, request.Limit)
                    : null,
            },
        });
    }

    public override Task<MarkNotificationAsReadResponse> MarkNotificationAsRead(
        MarkNotificationAsReadRequest request, ServerCallContext context)
    {
        counters.NotificationMarked();
        if (request.Name.Length == 0) throw ClairErrors.NoNotificationName();
        if (faults.DatabaseDown) throw ClairErrors.DatabaseRefusedReason();
        if (!notifications.MarkAsRead(request.Name)) throw ClairErrors.NotificationNotFound(request.Name);
        return Task.FromResult(new MarkNotificationAsReadResponse());
    }

    private PagedVulnerableAncestries Page(
        ClairAdvisory advisory, IReadOnlyList<ClairAffectedAncestry> affected, int offset, int limit)
    {
        var end = Math.Min((long)offset + limit, affected.Count);
        var page = new PagedVulnerableAncestries
        {
            CurrentPage = tokens.For(offset),
            NextPage = end < affected.Count ? tokens.For((int)end) : "",
            Limit = limit,
            Vulnerability = AncestryWriter.Write(advisory),
        };
        page.Ancestries.AddRange(shuffler.Shuffle(affected.Skip(offset).Take(limit)).Select(ancestry =>
            new IndexedAncestryName { Index = ancestry.Index, Name = ancestry.Name }));
        return page;
    }

    private static string UnixSeconds(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
