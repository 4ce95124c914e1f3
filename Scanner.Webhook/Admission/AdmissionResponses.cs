using System.Collections.Immutable;
using Scanner.Webhook.Reviews;

namespace Scanner.Webhook.Admission;

/// <summary>The decisions that admission makes itself, without a reviewer.</summary>
internal static class AdmissionResponses
{
    public static Decision Allowed(ImmutableArray<string> warnings = default) =>
        new() { Allowed = true, Warnings = warnings.IsDefault ? [] : warnings };

    public static Decision Denied(string message) => new() { Allowed = false, Message = message };

    /// <summary>The last resort, where even the fallback failed: what cannot be judged is not let in.</summary>
    public static Decision Errored() =>
        Denied("Scanner could not judge this because of a fault of its own; its log has the details under the request's uid. "
            + "Try again, and tell the cluster's operator if it stays.");
}
