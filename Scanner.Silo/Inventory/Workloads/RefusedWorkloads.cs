using Scanner.Grains;
using Scanner.Reports;
using Scanner.Verdicts;

namespace Scanner.Silo.Inventory.Workloads;

/// <summary>Describes and orders the workloads that would be refused.</summary>
internal static class RefusedWorkloads
{
    private static readonly Severity[] FromWorst = [.. Enum.GetValues<Severity>().OrderDescending()];

    /// <summary>By the counts of their worst image, the worst severity first; then by name.</summary>
    public static IComparer<RefusedWorkload> WorstFirst { get; } = Comparer<RefusedWorkload>.Create((left, right) =>
    {
        var order = Compare(right.Refused, left.Refused);
        if (order == 0) order = string.CompareOrdinal(left.Namespace, right.Namespace);
        if (order == 0) order = string.CompareOrdinal(left.Name, right.Name);
        return order == 0 ? string.CompareOrdinal(left.Kind, right.Kind) : order;
    });

    /// <summary>Null for a workload that would not be refused.</summary>
    public static RefusedWorkload? Describe(RunningWorkload workload)
    {
        var refused = 0;
        RunningImage? worst = null;
        Verdict? verdict = null;
        foreach (var image in workload.Variants.SelectMany(variant => variant.Images).Distinct())
        {
            if (image.Verdict is not { Outcome: VerdictOutcome.Refused } candidate) continue;
            refused++;
            if (verdict is not null && Compare(candidate.Refused, verdict.Refused) <= 0) continue;
            (worst, verdict) = (image, candidate);
        }

        return worst is null || verdict is null ? null : new RefusedWorkload
        {
            Namespace = workload.Id.Namespace,
            Kind = workload.Id.Kind,
            Name = workload.Id.Name,
            Pods = workload.Pods,
            RefusedImages = refused,
            Image = worst.Image,
            Refused = verdict.Refused,
            RefusedWithFix = verdict.RefusedWithFix,
            DatabaseTime = verdict.DatabaseTime,
        };
    }

    private static int Compare(SeverityCounts left, SeverityCounts right)
    {
        foreach (var severity in FromWorst)
        {
            var order = left[severity].CompareTo(right[severity]);
            if (order != 0) return order;
        }

        return 0;
    }
}
