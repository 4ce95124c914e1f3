using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Scanner.Testing.Registry.Faults;

namespace Scanner.Testing.Registry.Authentication;

/// <summary>
/// Checks the tokens that its own endpoint issued. They are opaque; who guesses at their inside learns nothing.
/// </summary>
internal sealed class BearerAccessControl : AccessControl
{
    private const string Scheme = "Bearer ";
    private const int TokenBytes = 32;

    private readonly ConcurrentDictionary<string, TokenGrant> _issued = new(StringComparer.Ordinal);
    private readonly BearerAccess _access;
    private readonly RegistryFaults _faults;
    private readonly TimeProvider _time;

    public BearerAccessControl(BearerAccess access, RegistryFaults faults, TimeProvider time)
    {
        _access = access;
        _faults = faults;
        _time = time;
        Tokens = new TokenEndpoint(access, time, Issue);
    }

    public override TokenEndpoint Tokens { get; }

    public override RegistryAnswer? Refusal(HttpRequest request, RegistryPath path)
    {
        var error = Error(request, path);
        return error is null ? null : Challenge(Challenge(request, path) + error, path);
    }

    /// <summary>What to add to the challenge: nothing for a request without a token; null when the token will do.</summary>
    private string? Error(HttpRequest request, RegistryPath path)
    {
        var header = request.Headers.Authorization.FirstOrDefault();
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return "";
        if (!_issued.TryGetValue(header[Scheme.Length..], out var grant) || grant.ExpiresAt <= _time.GetUtcNow())
            return ",error=\"invalid_token\"";
        return path.Repository.Length == 0 || grant.Allows(path.Repository, "pull") ? null : ",error=\"insufficient_scope\"";
    }

    private string Challenge(HttpRequest request, RegistryPath path)
    {
        var realm = _faults.TokenRealm ?? $"{request.Scheme}://{request.Host}{RegistryPath.Token}";
        var scope = path.Repository.Length == 0 ? "" : $",scope=\"repository:{path.Repository}:pull\"";
        return $"Bearer realm=\"{realm}\",service=\"{_access.Service}\"{scope}";
    }

    private string Issue(TokenGrant grant)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        _issued[token] = grant;
        return token;
    }
}
