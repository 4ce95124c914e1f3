using Scanner.Images;
using Scanner.Reports;
using Scanner.Verdicts;

namespace Scanner.Grains.Policy;

/// <summary>Joins the verdicts of an index's platforms into one: an index is as bad as the worst of them.</summary>
internal static class PlatformVerdicts
{
    public static Verdict Join(Digest index, IReadOnlyList<(Platform Platform, Verdict Verdict)> verdicts)
    {
        var worst = verdicts.MaxBy(pair => pair.Verdict.Outcome);
        return new Verdict
        {
            Outcome = worst.Verdict.Outcome,
            Digest = index,
            Found = verdicts.Aggregate(SeverityCounts.Zero, (sum, pair) => sum + pair.Verdict.Found),
            Refused = verdicts.Aggregate(SeverityCounts.Zero, (sum, pair) => sum + pair.Verdict.Refused),
            RefusedWithFix = verdicts.Sum(pair => pair.Verdict.RefusedWithFix),
            Worst = [.. FindingOrder
                .WorstFirst(verdicts.SelectMany(pair => pair.Verdict.Worst.Select(finding => finding with { Platform = pair.Platform })))
                .Take(Verdict.MaxFindings)],
            DatabaseTime = verdicts.Min(pair => pair.Verdict.DatabaseTime),
            ReplacedAt = verdicts.Min(pair => pair.Verdict.ReplacedAt),
            Failure = worst.Verdict.Failure is { } failure ? failure with { Message = $"{worst.Platform}: {failure.Message}" } : null,
            PlatformOutcomes = verdicts.Select(pair => pair.Verdict.Outcome).Distinct().ToArray() is { Length: > 1 } several ? [.. several] : [],
            Progress = worst.Verdict.Progress is { } progress ? $"{worst.Platform}: {progress}" : null,
        };
    }
}
