namespace Scanner.Grains.Registry.Auth;

/// <summary>One challenge of a WWW-Authenticate header (RFC 9110 section 11.6.1).</summary>
/// <param name="Scheme">As written; schemes compare without regard to case.</param>
/// <param name="Parameters">Names compare without regard to case; of a repeated name the first counts.</param>
internal sealed record AuthChallenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    public bool IsBasic => Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase);

    public bool IsBearer => Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase);

    /// <summary>For Bearer, the address of the token issuer (distribution, "Token authentication").</summary>
    public string? Realm => Parameters.GetValueOrDefault("realm");

    /// <summary>For Bearer, what the issuer calls this registry.</summary>
    public string? Service => Parameters.GetValueOrDefault("service");

    /// <summary>Whether an answer to one would do for the other.</summary>
    public bool SameAs(AuthChallenge other) =>
        Scheme.Equals(other.Scheme, StringComparison.OrdinalIgnoreCase) && Realm == other.Realm && Service == other.Service;
}
