using System.Globalization;
using System.Text.Json.Nodes;

namespace Scanner.Testing.Clair;

/// <summary>The notifications that one updater run of the recorded Clair made, read as a whole.</summary>
public static class RecordedNotifications
{
    private const string Whole = "limit100";

    public static IReadOnlyList<ClairNotification> All { get; } = [.. ClairRecordings.Read("notifications.json").AsObject()
        .Where(entry => entry.Key.StartsWith(Whole, StringComparison.Ordinal))
        .Select(entry => Read(entry.Value!["response"]!["notification"]!))];

    private static ClairNotification Read(JsonNode notification) => new()
    {
        Name = (string)notification["name"]!,
        Created = DateTimeOffset.FromUnixTimeSeconds(
            long.Parse((string)notification["created"]!, NumberStyles.None, CultureInfo.InvariantCulture)),
        Old = ReadAdvisory(notification["old"]),
        New = ReadAdvisory(notification["new"]),
        Ancestries = [.. (notification["new"]?["ancestries"]?.AsArray() ?? [])
            .Select(ancestry => new ClairAffectedAncestry((int)ancestry!["index"]!, (string)ancestry["name"]!))
            // Within a page, Clair's order is random.
            .OrderBy(ancestry => ancestry.Index)],
    };

    private static ClairAdvisory? ReadAdvisory(JsonNode? side) =>
        side?["vulnerability"] is { } vulnerability ? AdvisoryOf(vulnerability) : null;

    private static ClairAdvisory AdvisoryOf(JsonNode vulnerability) => new()
    {
        Name = (string)vulnerability["name"]!,
        Namespace = (string)vulnerability["namespaceName"]!,
        // A notification does not tell the package; the ancestries are told instead.
        Feature = "",
        Severity = (string)vulnerability["severity"]!,
        Description = (string?)vulnerability["description"] ?? "",
        Link = (string?)vulnerability["link"] ?? "",
        Metadata = (string?)vulnerability["metadata"] ?? "",
        FixedBy = (string?)vulnerability["fixedBy"] ?? "",
    };
}
