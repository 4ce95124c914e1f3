namespace Scanner.Testing.Registry.Authentication;

/// <summary>Someone who may pull.</summary>
public sealed record RegistryUser(string Name, string Password)
{
    /// <summary>The repositories this user gets tokens for; null for all.</summary>
    public IReadOnlyList<string>? Repositories { get; init; }

    public override string ToString() => Name;
}
