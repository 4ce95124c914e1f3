namespace Scanner.Testing.Registry.Authentication;

/// <summary>Tokens from a token endpoint (distribution, docs/spec/auth/token.md).</summary>
public sealed record BearerAccess : RegistryAccess
{
    /// <summary>The registry's name at the token endpoint. A request for another service is refused with 400.</summary>
    public string Service { get; init; } = "lab-registry";

    public required IReadOnlyList<RegistryUser> Users { get; init; }

    /// <summary>Repositories for which anyone gets a token, without credentials too.</summary>
    public IReadOnlyList<string> PublicRepositories { get; init; } = [];

    /// <summary>How long a token is good for.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether the token endpoint tells the lifetime; without it clients assume 60 seconds (token.md, expires_in).
    /// </summary>
    public bool TellsLifetime { get; init; } = true;

    /// <summary>The members that carry the token: registries send <c>token</c>, <c>access_token</c> or both.</summary>
    public IReadOnlyList<string> TokenMembers { get; init; } = ["token", "access_token"];
}
