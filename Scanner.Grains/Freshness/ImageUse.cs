using Scanner.Images;
using Scanner.Reports;

namespace Scanner.Grains.Freshness;

/// <summary>
/// How much one image is used on this silo, and which report it is judged by. Written in the grain's turns, read by the
/// <see cref="Refresher"/>.
/// </summary>
internal sealed class ImageUse(Digest digest)
{
    private long _questions;
    private long _askedAt;
    private volatile ScanReport? _report;
    private volatile bool _isAffected;
    private int _isQueued;

    public Digest Digest => digest;

    /// <summary>Questions of late: halved with each move of the database, so that what was asked for long ago counts little.</summary>
    public long Questions => Volatile.Read(ref _questions);

    /// <summary>Timestamp of the last question; 0 before the first.</summary>
    public long AskedAt => Volatile.Read(ref _askedAt);

    /// <summary>The report at hand; null where there is none.</summary>
    public ScanReport? Report
    {
        get => _report;
        set => _report = value;
    }

    /// <summary>Clair has news about it, whatever the epoch says.</summary>
    public bool IsAffected
    {
        get => _isAffected;
        set => _isAffected = value;
    }

    public void Ask(long timestamp)
    {
        Interlocked.Increment(ref _questions);
        Volatile.Write(ref _askedAt, timestamp);
    }

    public void Halve() => Interlocked.Exchange(ref _questions, Questions / 2);

    /// <summary>Whether it was not waiting for a re-read yet; it is now.</summary>
    public bool TryQueue() => Interlocked.Exchange(ref _isQueued, 1) == 0;

    public void Unqueue() => Volatile.Write(ref _isQueued, 0);
}
