namespace Scanner.Testing.Registry.Authentication;

/// <summary>User name and password with every request (RFC 7617). Every user may pull everything, as with htpasswd.</summary>
public sealed record BasicAccess : RegistryAccess
{
    public string Realm { get; init; } = "lab-realm";

    /// <summary><see cref="RegistryUser.Repositories"/> is not looked at.</summary>
    public required IReadOnlyList<RegistryUser> Users { get; init; }
}
