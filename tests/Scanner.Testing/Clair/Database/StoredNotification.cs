namespace Scanner.Testing.Clair.Database;

/// <summary>A notification with its moments.</summary>
internal sealed record StoredNotification(ClairNotification Notification, DateTimeOffset Created, DateTimeOffset? Deleted);
