namespace Scanner.Silo.Inventory.Pods;

/// <summary>One line of a watch.</summary>
internal sealed record PodEventJson
{
    /// <summary><c>ADDED</c>, <c>MODIFIED</c>, <c>DELETED</c>, <c>BOOKMARK</c> or <c>ERROR</c>.</summary>
    public string? Type { get; init; }

    public PodJson? Object { get; init; }
}
