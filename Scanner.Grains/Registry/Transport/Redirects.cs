using Scanner.Failures;

namespace Scanner.Grains.Registry.Transport;

/// <summary>Where a redirect may lead. The addresses behind it are checked when it is connected to, like any other.</summary>
internal static class Redirects
{
    /// <summary>The same request, to where the answer points.</summary>
    /// <exception cref="ScanException">It points where we do not go.</exception>
    public static RegistryRequest Follow(RegistryRequest request, Uri location, RegistryCall call)
    {
        if (!Uri.TryCreate(request.Address, location, out var target) || target.Host.Length == 0
            || (target.Scheme != Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttp))
            throw RegistryErrors.Fault(call, "it redirected to something that is not a web address");
        if (target.UserInfo.Length > 0)
            throw RegistryErrors.Fault(call, $"it redirected to {target.Authority} with a user name in the address");
        if (request.Address.Scheme == Uri.UriSchemeHttps && target.Scheme == Uri.UriSchemeHttp)
            throw RegistryErrors.Fault(
                call, $"it redirected from https to plain http at {target.Authority}, which Scanner does not follow");
        var authorization = SameServer(request.Address, target) ? request.Authorization : null;
        return request with { Address = target, Authorization = authorization };
    }

    private static bool SameServer(Uri left, Uri right) => Uri.Compare(
        left, right, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
