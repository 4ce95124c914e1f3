using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Scanner.Testing.Registry.Authentication;

/// <summary>
/// The token endpoint (distribution, docs/spec/auth/token.md): <c>GET ?service=…&amp;scope=…</c>, with or without Basic
/// credentials. Less access than asked for is no error here; the registry refuses later.
/// </summary>
internal sealed class TokenEndpoint(BearerAccess access, TimeProvider time, Func<TokenGrant, string> issue)
{
    public RegistryAnswer Answer(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method)) return RegistryErrors.ForStatus(StatusCodes.Status405MethodNotAllowed);
        if (request.Query["service"] != access.Service)
            return RegistryAnswer.Json(400, $$"""{"details":"service is not {{access.Service}}"}""");
        var user = BasicCredentials.User(request, access.Users);
        if (user is null && BasicCredentials.Sent(request))
        {
            return RegistryAnswer.Json(401, """{"details":"incorrect username or password"}""")
                .With("WWW-Authenticate", $"Basic realm=\"{access.Service}\"");
        }

        var now = time.GetUtcNow();
        var scopes = request.Query["scope"]
            .SelectMany(scope => (scope ?? "").Split(' '))
            .SelectMany(scope => Granted(scope, user));
        return Send(new TokenGrant(user?.Name ?? "", [.. scopes], now, now + access.TokenLifetime));
    }

    private IEnumerable<TokenScope> Granted(string text, RegistryUser? user)
    {
        if (!TokenScope.TryParse(text, out var scope)) yield break;
        if (user is not null && user.Repositories?.Contains(scope.Repository) is not false) yield return scope;
        else if (access.PublicRepositories.Contains(scope.Repository) && scope.Actions.Contains("pull"))
            yield return scope with { Actions = ["pull"] };
    }

    private RegistryAnswer Send(TokenGrant grant)
    {
        var token = issue(grant);
        var body = new JsonObject(access.TokenMembers.Select(member => KeyValuePair.Create(member, (JsonNode?)token)));
        if (access.TellsLifetime)
        {
            body["expires_in"] = (int)access.TokenLifetime.TotalSeconds;
            body["issued_at"] = grant.IssuedAt.UtcDateTime;
        }

        return RegistryAnswer.Json(200, body.ToJsonString());
    }
}
