using Scanner.Grains.Clair;

namespace Scanner.Grains.Freshness;

/// <summary>How one epoch follows another.</summary>
internal static class EpochMoves
{
    /// <summary>The epoch after a word of Clair's. A database time that is older than before, or gone, means that Clair lost what it knew.</summary>
    public static Epoch After(Epoch? before, BackendStatus status, DateTimeOffset now)
    {
        var isLoss = before?.DatabaseTime is { } old && !(status.DatabaseTime >= old);
        var moves = (before?.Moves ?? []).RemoveAll(move => !(move < status.DatabaseTime));
        if (status.DatabaseTime is { } time) moves = moves.Add(time);
        return new Epoch
        {
            DatabaseTime = status.DatabaseTime,
            Detectors = status.Detectors,
            DetectorsSince = before?.Detectors == status.Detectors ? before.DetectorsSince : now,
            Moves = [.. moves.TakeLast(Epoch.MaxMoves)],
            // Of what came before an epoch that begins from nothing, nobody can say what Clair still knows.
            LostAt = isLoss || before is null ? now : before.LostAt,
            HeardAt = now,
        };
    }

    /// <summary>
    /// The epoch after an ancestry was found unknown that Clair had known at that time. What a loss seen later than that explains is no
    /// other loss.
    /// </summary>
    public static Epoch AfterLoss(Epoch epoch, DateTimeOffset knownAt, DateTimeOffset now) =>
        epoch.LostAt >= knownAt ? epoch : epoch with { LostAt = now };

    /// <summary>Whether anything but the time of hearing differs, so that it is worth keeping and telling.</summary>
    public static bool IsNews(Epoch? before, Epoch after) => before is null || before.DatabaseTime != after.DatabaseTime
        || before.Detectors != after.Detectors || before.LostAt != after.LostAt;
}
