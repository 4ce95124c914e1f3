using Scanner.Images;

namespace Scanner.Grains.Notifications;

/// <summary>
/// Digests reported a moment ago: one update brings many notifications that name the same images, and one reading of the facts
/// shows all of it. For one caller at a time.
/// </summary>
internal sealed class RecentDigests(TimeProvider clock)
{
    /// <summary>
    /// Long enough that a flood costs an image few readings; a change that falls into it unseen is caught by the database time.
    /// </summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    /// <summary>Digests; the oldest is forgotten for one more, and then reported once too often.</summary>
    public const int Capacity = 10_000;

    private readonly HashSet<Digest> _digests = [];
    private readonly Queue<(Digest Digest, DateTimeOffset Until)> _order = [];

    /// <summary>False when the digest was added a moment ago.</summary>
    public bool Add(Digest digest)
    {
        var now = clock.GetUtcNow();
        while (_order.TryPeek(out var oldest) && oldest.Until <= now) Forget();
        if (!_digests.Add(digest)) return false;
        if (_digests.Count > Capacity) Forget();
        _order.Enqueue((digest, now + Lifetime));
        return true;
    }

    private void Forget() => _digests.Remove(_order.Dequeue().Digest);
}
