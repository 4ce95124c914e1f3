using System.Globalization;
using Grpc.Core;
using Scanner.Clair.Wire;
using Scanner.Testing.Clair.Database;

namespace Scanner.Testing.Clair.Server;

/// <summary>Shows notifications. The pages' tokens are offsets; Clair's are encrypted and expire.</summary>
internal sealed class NotificationEndpoint(NotificationStore notifications, ClairDatabase database, ClairFaults faults)
    : NotificationService.NotificationServiceBase
{
    public override Task<GetNotificationResponse> GetNotification(GetNotificationRequest request, ServerCallContext context)
    {
        if (request.Name.Length == 0) throw ClairErrors.NoNotificationName();
        if (request.Limit <= 0) throw ClairErrors.NoPageLimit();
        if (faults.DatabaseDown) throw ClairErrors.DatabaseRefusedReason();
        var oldOffset = OffsetOf(request.OldVulnerabilityPage);
        var newOffset = OffsetOf(request.NewVulnerabilityPage);
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
                New = changed.New is { } now ? Page(now, database.AncestriesAffectedBy(now), newOffset, request.Limit) : null,
            },
        });
    }

    public override Task<MarkNotificationAsReadResponse> MarkNotificationAsRead(
        MarkNotificationAsReadRequest request, ServerCallContext context)
    {
        if (request.Name.Length == 0) throw ClairErrors.NoNotificationName();
        if (faults.DatabaseDown) throw ClairErrors.DatabaseRefusedReason();
        if (!notifications.MarkAsRead(request.Name)) throw ClairErrors.NotificationNotFound(request.Name);
        return Task.FromResult(new MarkNotificationAsReadResponse());
    }

    private static PagedVulnerableAncestries Page(ClairAdvisory advisory, IReadOnlyList<string> names, int offset, int limit)
    {
        var end = Math.Min((long)offset + limit, names.Count);
        var page = new PagedVulnerableAncestries
        {
            CurrentPage = TokenOf(offset),
            NextPage = end < names.Count ? TokenOf((int)end) : "",
            Limit = limit,
            Vulnerability = AncestryWriter.Write(advisory),
        };
        page.Ancestries.AddRange(names.Skip(offset).Take(limit).Select((name, i) =>
            new IndexedAncestryName { Index = offset + i + 1, Name = name }));
        return page;
    }

    private static string TokenOf(int offset) => offset.ToString(CultureInfo.InvariantCulture);

    private static int OffsetOf(string token)
    {
        if (token.Length == 0) return 0;
        return int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
            ? offset
            : throw ClairErrors.BadPageToken();
    }

    private static string UnixSeconds(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
