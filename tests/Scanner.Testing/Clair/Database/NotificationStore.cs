namespace Scanner.Testing.Clair.Database;

/// <summary>Clair's notifications. One that was read is kept and marked as deleted.</summary>
internal sealed class NotificationStore(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, StoredNotification> _notifications = [];

    public void Add(ClairNotification notification)
    {
        var stored = new StoredNotification(notification, notification.Created ?? clock.GetUtcNow(), Deleted: null);
        lock (_lock) _notifications[notification.Name] = stored;
    }

    public StoredNotification? Find(string name)
    {
        lock (_lock) return _notifications.GetValueOrDefault(name);
    }

    /// <summary>Names of those that nobody has read.</summary>
    public string[] Unread()
    {
        lock (_lock) return [.. _notifications.Where(entry => entry.Value.Deleted is null).Select(entry => entry.Key)];
    }

    /// <summary>False when it is unknown or was marked before.</summary>
    public bool MarkAsRead(string name)
    {
        lock (_lock)
        {
            if (!_notifications.TryGetValue(name, out var found) || found.Deleted is not null) return false;
            _notifications[name] = found with { Deleted = clock.GetUtcNow() };
            return true;
        }
    }
}
