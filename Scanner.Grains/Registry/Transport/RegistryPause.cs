namespace Scanner.Grains.Registry.Transport;

/// <summary>Holds back all requests to a registry that has asked for it with 429 and Retry-After.</summary>
internal sealed class RegistryPause(TimeProvider time)
{
    /// <summary>
    /// A registry that asks for more is asked again after this all the same, lest one bad header bar it for days.
    /// </summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private DateTimeOffset _until;

    /// <summary>Null while the registry may be asked.</summary>
    public DateTimeOffset? Until
    {
        get
        {
            lock (_lock) return _until > time.GetUtcNow() ? _until : null;
        }
    }

    public void Extend(TimeSpan wait)
    {
        var until = time.GetUtcNow() + (wait < Longest ? wait : Longest);
        lock (_lock) _until = until > _until ? until : _until;
    }
}
