using Scanner.Failures;

namespace Scanner.Grains.Registry.Auth;

/// <summary>
/// The token issuer that a registry named, and whether it may be sent that registry's credentials. The registry was itself
/// named by whoever wrote the image's name, so its word alone does not carry a secret to another party.
/// </summary>
/// <param name="Address">Where tokens are asked for.</param>
/// <param name="MaySeeCredentials">Otherwise only an anonymous token is asked for.</param>
internal sealed record TokenRealm(Uri Address, bool MaySeeCredentials)
{
    private const int HttpPort = 80;
    private const int HttpsPort = 443;

    // A parent of one label (com, io) is shared by strangers.
    private const int LeastLabels = 2;

    /// <exception cref="ScanException">The realm is not an address that may be asked at all.</exception>
    public static TokenRealm Of(AuthChallenge challenge, RegistryCall call, RegistryOptions options)
    {
        if (!Uri.TryCreate(challenge.Realm, UriKind.Absolute, out var realm) || realm.Host.Length == 0
            || realm.UserInfo.Length > 0
            || (realm.Scheme != Uri.UriSchemeHttps && realm.Scheme != Uri.UriSchemeHttp))
            throw RegistryErrors.Fault(
                call, "it asks for a token without naming an issuer's address in the realm of its challenge");
        if (realm.Scheme == Uri.UriSchemeHttp && !call.Endpoint.IsInsecure && !Lists(options.Insecure, realm, HttpPort))
            throw RegistryErrors.Fault(
                call, $"it sends Scanner to plain http at {realm.Authority} for a token (if that is "
                + "meant to be, list it under Registry:Insecure)");
        var defaultPort = realm.Scheme == Uri.UriSchemeHttp ? HttpPort : HttpsPort;
        return new TokenRealm(
            realm, IsOfTheRegistry(realm, call.Endpoint.BaseAddress) || Lists(options.Realms, realm, defaultPort));
    }

    // registry-1.docker.io and auth.docker.io; registry.gitlab.com and gitlab.com; ghcr.io and ghcr.io.
    private static bool IsOfTheRegistry(Uri realm, Uri registry)
    {
        if (realm.IdnHost.Equals(registry.IdnHost, StringComparison.OrdinalIgnoreCase)) return true;
        if (realm.HostNameType != UriHostNameType.Dns || registry.HostNameType != UriHostNameType.Dns) return false;
        var host = registry.IdnHost;
        var parent = host.Split('.').Length > LeastLabels ? host[(host.IndexOf('.', StringComparison.Ordinal) + 1)..] : host;
        return parent.Split('.').Length >= LeastLabels
            && (realm.IdnHost.Equals(parent, StringComparison.OrdinalIgnoreCase)
                || realm.IdnHost.EndsWith("." + parent, StringComparison.OrdinalIgnoreCase));
    }

    private static bool Lists(IReadOnlyList<string> hosts, Uri realm, int defaultPort) =>
        hosts.Any(entry => HostAndPort.TryParse(entry, out var host) && host.Is(realm.IdnHost, realm.Port, defaultPort));
}
