namespace Scanner.Grains.Registry.Auth;

/// <summary>An access token and its time. Its value is a secret and never prints.</summary>
internal sealed record RegistryToken(string Value, DateTimeOffset FetchedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>The Authorization value (RFC 6750 section 2.1).</summary>
    public string ToBearer() => "Bearer " + Value;

    public override string ToString() => $"token until {ExpiresAt:O}";
}
