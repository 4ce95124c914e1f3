namespace Scanner.Testing.Clair;

/// <summary>An ancestry that a changed vulnerability affects.</summary>
/// <param name="Index">Its id in Clair's database: unique, growing.</param>
/// <param name="Name">Its name.</param>
public sealed record ClairAffectedAncestry(int Index, string Name);
