using System.Security.Cryptography;
using System.Text;

namespace Scanner.Grains.Registry.Credentials;

/// <summary>A user name and password for a registry, or an identity token to trade for access tokens.</summary>
public sealed record RegistryCredential
{
    /// <summary>Where it comes from, for messages: <c>pull secret 'team-a/regcred'</c>. Not secret.</summary>
    public required string Source { get; init; }

    public required string UserName { get; init; }

    public required string Password { get; init; }

    /// <summary>
    /// An OAuth 2 refresh token, as <c>docker login</c> stores it under <c>identitytoken</c>; used instead of the password.
    /// </summary>
    public string? IdentityToken { get; init; }

    /// <summary>The operator's: whoever asks is served with it.</summary>
    public bool IsForEverybody { get; init; }

    /// <summary>Tells credentials apart without keeping them: safe to hold as a cache's key.</summary>
    internal string Fingerprint()
    {
        // The lengths keep ("ab", "c") and ("a", "bc") apart.
        var text = $"{UserName.Length}:{UserName}{Password.Length}:{Password}{IdentityToken}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>The Authorization value of HTTP Basic (RFC 7617 section 2).</summary>
    internal string ToBasic() => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{UserName}:{Password}"));

    /// <summary>The source only: credentials never print.</summary>
    public override string ToString() => Source;
}
