using Microsoft.AspNetCore.Http;
using Scanner.Testing.Registry.Faults;

namespace Scanner.Testing.Registry.Authentication;

/// <summary>Decides about one request.</summary>
internal abstract class AccessControl
{
    /// <summary>The token endpoint, when the registry has one of its own.</summary>
    public virtual TokenEndpoint? Tokens => null;

    public static AccessControl For(RegistryAccess access, RegistryFaults faults, TimeProvider time) => access switch
    {
        AnonymousAccess => new OpenAccess(),
        BasicAccess basic => new BasicAccessControl(basic),
        BearerAccess bearer => new BearerAccessControl(bearer, faults, time),
        _ => throw new ArgumentException($"No access control is written for {access.GetType().Name}.", nameof(access)),
    };

    /// <summary>The 401 answer, or null when the request may pass.</summary>
    public abstract RegistryAnswer? Refusal(HttpRequest request, RegistryPath path);

    /// <summary>A 401 with a challenge. <c>/v2/</c> names no repository.</summary>
    protected static RegistryAnswer Challenge(string challenge, RegistryPath path) =>
        RegistryErrors.Unauthorized(path.Repository.Length == 0 ? null : path.Repository).With("WWW-Authenticate", challenge);

    private sealed class OpenAccess : AccessControl
    {
        public override RegistryAnswer? Refusal(HttpRequest request, RegistryPath path) => null;
    }
}
