namespace Scanner.Webhook.Workloads;

/// <summary>How messages and logs name a workload.</summary>
internal static class WorkloadName
{
    /// <summary>
    /// <c>Deployment team-a/web</c>; <c>Pod team-a/web-*</c> where the name is still to be generated; <c>Pod team-a/?</c> where
    /// there is not even that. Parts that are too long are cut.
    /// </summary>
    public static string Of(string? kind, string? @namespace, string? name, string? generateName)
    {
        var shownName = Show(name) ?? (Show(generateName) is { } prefix ? prefix + "*" : "?");
        var shownKind = Show(kind) ?? "Object";
        return Show(@namespace) is { } shownNamespace ? $"{shownKind} {shownNamespace}/{shownName}" : $"{shownKind} {shownName}";
    }

    private static string? Show(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : Excerpt.Of(text, WorkloadLimits.MaxNameLength);
}
