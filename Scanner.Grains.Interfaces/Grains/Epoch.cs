using System.Collections.Immutable;
using Scanner.Reports;

namespace Scanner.Grains;

/// <summary>How fresh Clair's database is, and how it became so. Reports are keyed on it, not on a lifetime (rule R7).</summary>
[GenerateSerializer, Immutable, Alias("scanner.Epoch")]
public sealed record Epoch
{
    /// <summary>Database times that are remembered; Clair updates every few hours, and a report is rarely older than a week.</summary>
    public const int MaxMoves = 64;

    /// <summary>Clair's <c>last_update_time</c>; null while its first update has not finished.</summary>
    [Id(0)]
    public required DateTimeOffset? DatabaseTime { get; init; }

    /// <summary>Clair's detectors in a canonical order.</summary>
    [Id(1)]
    public required string Detectors { get; init; }

    /// <summary>When these detectors were first seen.</summary>
    [Id(2)]
    public required DateTimeOffset DetectorsSince { get; init; }

    /// <summary>The database times seen, oldest first, the present one last; at most <see cref="MaxMoves"/>.</summary>
    [Id(3)]
    public required ImmutableArray<DateTimeOffset> Moves { get; init; }

    /// <summary>
    /// When Clair was last seen to have lost what it knew (its database emptied or restored). Layers posted before have to be
    /// posted again, one by one. Null while that was never seen.
    /// </summary>
    [Id(4)]
    public DateTimeOffset? LostAt { get; init; }

    /// <summary>When Clair told this.</summary>
    [Id(5)]
    public required DateTimeOffset HeardAt { get; init; }

    /// <summary>
    /// Since when there are newer facts than the report's, or an earlier time where that is forgotten: the first database time after its
    /// own, or when other detectors came.
    /// Null while there are none.
    /// </summary>
    public DateTimeOffset? Replaced(ScanReport report)
    {
        DateTimeOffset? since = report.Detectors == Detectors ? null : DetectorsSince;
        if (DatabaseTime is not { } now || now <= report.DatabaseTime) return since;
        // Where the memory does not reach back to the report, its next move may have come right after it.
        var moved = report.DatabaseTime < Moves[0] ? report.ReadAt : Moves.FirstOrDefault(move => move > report.DatabaseTime, now);
        return since < moved ? since : moved;
    }
}
