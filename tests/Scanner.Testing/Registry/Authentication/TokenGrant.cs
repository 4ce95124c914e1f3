namespace Scanner.Testing.Registry.Authentication;

/// <summary>What a token stands for.</summary>
/// <param name="Subject">The user's name; empty without credentials.</param>
/// <param name="Scopes">What it opens; what was asked for and not granted is left out.</param>
/// <param name="IssuedAt">The moment of issue.</param>
/// <param name="ExpiresAt">The first moment at which it is no longer good.</param>
internal sealed record TokenGrant(
    string Subject, IReadOnlyList<TokenScope> Scopes, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt)
{
    public bool Allows(string repository, string action) =>
        Scopes.Any(scope => scope.Repository == repository && scope.Actions.Contains(action));
}
