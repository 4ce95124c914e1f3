using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Scanner.Testing.Registry.Authentication;

namespace Scanner.Testing.Registry.Debian;

/// <summary>Writes tokens as docker-registry reads them (distribution, docs/spec/auth/jwt.md), signed with RS256.</summary>
internal sealed class TokenSigner(X509Certificate2 certificate, string issuer, string audience)
{
    public string Sign(TokenGrant grant)
    {
        var header = new JsonObject
        {
            ["typ"] = "JWT",
            ["alg"] = "RS256",
            ["x5c"] = new JsonArray(Convert.ToBase64String(certificate.RawData)),
        };
        var claims = new JsonObject
        {
            ["iss"] = issuer,
            ["sub"] = grant.Subject,
            ["aud"] = audience,
            ["exp"] = grant.ExpiresAt.ToUnixTimeSeconds(),
            ["nbf"] = grant.IssuedAt.ToUnixTimeSeconds(),
            ["iat"] = grant.IssuedAt.ToUnixTimeSeconds(),
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["access"] = new JsonArray([.. grant.Scopes.Select(Access)]),
        };
        var text = $"{Encode(header)}.{Encode(claims)}";
        using var key = certificate.GetRSAPrivateKey()!;
        var signature = key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    private static JsonObject Access(TokenScope scope) => new()
    {
        ["type"] = "repository",
        ["name"] = scope.Repository,
        ["actions"] = new JsonArray([.. scope.Actions.Select(action => JsonValue.Create(action))]),
    };

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
