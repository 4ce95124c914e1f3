using System.Collections.Immutable;
using Scanner.Webhook.Workloads;

namespace Scanner.Webhook.Admission;

/// <summary>
/// Fits warnings into what the kube-apiserver passes on: they travel as HTTP <c>Warning</c> headers, which have no line breaks
/// (RFC 9111 section 5.5) and a bounded length.
/// </summary>
internal static class AdmissionWarnings
{
    /// <summary>Characters kept free for the last one, <c>and N more</c>.</summary>
    private const int MoreLength = 32;

    /// <summary>The warnings, cut where they are too long, as far as there is room; then how many were left out.</summary>
    public static IReadOnlyList<string> Fit(ImmutableArray<string> warnings)
    {
        var fitting = new List<string>(warnings.Length);
        var room = AdmissionLimits.MaxWarningsLength;
        for (var i = 0; i < warnings.Length; i++)
        {
            var warning = Excerpt.Of(warnings[i], AdmissionLimits.MaxWarningLength);
            var isLast = i == warnings.Length - 1;
            if (warning.Length + (isLast ? 0 : MoreLength) > room)
            {
                fitting.Add($"and {warnings.Length - i} more");
                break;
            }
            room -= warning.Length;
            fitting.Add(warning);
        }
        return fitting;
    }
}
