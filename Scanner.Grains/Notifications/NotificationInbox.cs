using System.Threading.Channels;

namespace Scanner.Grains.Notifications;

/// <summary>
/// Names of Clair's notifications that wait to be looked up. Whoever reaches the webhook can fill it, and what is lost is caught
/// by the database time that Clair tells with its status.
/// </summary>
public sealed class NotificationInbox
{
    /// <summary>
    /// Names. One updater run of a real Clair made 3,400 notifications; three of them fit, in half a megabyte.
    /// </summary>
    public const int Capacity = 10_000;

    private readonly Lock _lock = new();
    private readonly HashSet<Guid> _waiting = [];
    private readonly Channel<Guid> _names = Channel.CreateUnbounded<Guid>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Names that wait.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _waiting.Count;
        }
    }

    /// <summary>Takes a name in. A name that waits already is not taken twice. Never waits.</summary>
    /// <returns>False when it is full and the name was dropped.</returns>
    public bool TryAdd(Guid name)
    {
        NotificationMetrics.Received.Add(1);
        lock (_lock)
        {
            if (_waiting.Contains(name)) return true;
            if (_waiting.Count < Capacity)
            {
                _waiting.Add(name);
                _names.Writer.TryWrite(name);
                return true;
            }
        }

        NotificationMetrics.Dropped.Add(1);
        return false;
    }

    /// <summary>The name that waits longest, as soon as there is one. For one caller at a time.</summary>
    internal async ValueTask<Guid> TakeAsync(CancellationToken cancellationToken)
    {
        var name = await _names.Reader.ReadAsync(cancellationToken);
        lock (_lock) _waiting.Remove(name);
        return name;
    }
}
