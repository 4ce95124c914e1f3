namespace Scanner.Testing.Clair;

/// <summary>One change of one vulnerability, as Clair's notifier tells of it.</summary>
public sealed record ClairNotification
{
    /// <summary>The notification's id; Clair uses a UUID.</summary>
    public required string Name { get; init; }

    /// <summary>The vulnerability before the change. Clair is known to show an unrelated one here.</summary>
    public ClairAdvisory? Old { get; init; }

    /// <summary>The vulnerability after the change; the answer lists the ancestries that it affects.</summary>
    public ClairAdvisory? New { get; init; }

    /// <summary>The ancestries listed, in the order of their ids. Null: those in the database that New affects.</summary>
    public IReadOnlyList<ClairAffectedAncestry>? Ancestries { get; init; }

    /// <summary>When Clair made it. Null: when it was added.</summary>
    public DateTimeOffset? Created { get; init; }
}
