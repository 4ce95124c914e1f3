using System.Net;
using Scanner.Failures;
using Scanner.Grains.Registry.Credentials;
using Scanner.Grains.Registry.Transport;

namespace Scanner.Grains.Registry.Auth;

/// <summary>Asks a token issuer for leave to pull from one repository.</summary>
internal sealed class TokenIssuer(RegistryOptions options, RegistryTransport transport, TimeProvider time)
{
    /// <summary>What issuers log as the asking program (distribution, "OAuth2 token authentication").</summary>
    private const string ClientId = "scanner";

    /// <param name="challenge">The registry's Bearer challenge.</param>
    /// <param name="credential">Null for an anonymous token.</param>
    /// <param name="call">The operation it is for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The token, or the issuer's refusal.</returns>
    /// <exception cref="ScanException">The issuer does not work, or may not be asked.</exception>
    public async Task<TokenReply> AskAsync(
        AuthChallenge challenge, RegistryCredential? credential, RegistryCall call, CancellationToken cancellationToken)
    {
        var realm = TokenRealm.Of(challenge, call, options);
        var mayUse = credential is not null && realm.MaySeeCredentials;
        var requestedAt = time.GetUtcNow();
        var request = mayUse && credential!.IdentityToken is { } identity
            ? ByRefreshToken(realm, challenge, call, identity)
            : ByQuery(realm, challenge, call) with { Authorization = mayUse ? credential!.ToBasic() : null };
        var answer = await transport.SendToIssuerAsync(request, call, cancellationToken);
        if (answer.IsSuccess) return new TokenReply(mayUse, TokenAnswer.Read(answer, requestedAt, call), null);
        // Issuers refuse with 401 and 403, and with 400 (RFC 6749 section 5.2) or 404 what they would not name.
        if ((int)answer.Status is 400 or 401 or 403 or 404) return new TokenReply(mayUse, null, answer);
        if (answer.Status == HttpStatusCode.TooManyRequests) throw RegistryErrors.Throttled(call, answer);
        throw RegistryErrors.Fault(call, $"the token issuer {realm.Address.Authority} answered {RegistryErrors.Said(answer)}");
    }

    // Only ever the scope of the repository that was asked for: the challenge's own scope may name any other.
    private static string Scope(RegistryCall call) => $"repository:{call.Repository}:pull";

    private static RegistryRequest ByQuery(TokenRealm realm, AuthChallenge challenge, RegistryCall call)
    {
        var query = realm.Address.Query.Length > 1 ? realm.Address.Query[1..] + "&" : "";
        if (challenge.Service is { Length: > 0 } service) query += $"service={Uri.EscapeDataString(service)}&";
        query += $"scope={Uri.EscapeDataString(Scope(call))}";
        return new RegistryRequest(HttpMethod.Get, new UriBuilder(realm.Address) { Query = query, Fragment = "" }.Uri);
    }

    private static RegistryRequest ByRefreshToken(
        TokenRealm realm, AuthChallenge challenge, RegistryCall call, string identityToken) =>
        new(HttpMethod.Post, realm.Address)
        {
            Form = new Dictionary<string, string>
            {
                ["grant_type"] = "refresh_token",
                ["service"] = challenge.Service ?? "",
                ["client_id"] = ClientId,
                ["scope"] = Scope(call),
                ["refresh_token"] = identityToken,
            },
        };
}
