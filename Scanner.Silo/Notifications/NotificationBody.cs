using System.Text.Json;

namespace Scanner.Silo.Notifications;

/// <summary>What Clair v3's notifier posts: <c>{"Notification":{"Name":"UUID"}}</c>.</summary>
internal static class NotificationBody
{
    /// <summary>The notification's name; null where the body is anything else.</summary>
    public static Guid? ReadName(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("Notification", out var notification) && notification.ValueKind == JsonValueKind.Object
                && notification.TryGetProperty("Name", out var name) && name.ValueKind == JsonValueKind.String
                && name.TryGetGuid(out var guid)
                    ? guid
                    : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter for text that is not Unicode.
            return null;
        }
    }
}
