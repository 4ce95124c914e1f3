using Scanner.Hosting.Certificates;
using Scanner.Webhook.Certificates.Authority;

namespace Scanner.Webhook.Certificates;

/// <summary>Whether the API server can call us as far as certificates are concerned.</summary>
/// <param name="certificate">What is served.</param>
/// <param name="clock">Tells whether it has expired.</param>
/// <param name="caBundles">What the API server trusts; none where somebody else sees to it.</param>
internal sealed class ServingReadiness(
    [FromKeyedServices(ServingCertificateExtensions.Key)] ReloadingCertificate certificate, TimeProvider clock,
    CaBundleWatch? caBundles = null)
{
    /// <summary>Why not, in words; null where it can.</summary>
    public string? Refuse()
    {
        if (certificate.Current is not { } current) return "there is no serving certificate yet";
        var end = current.Leaf.NotAfter.ToUniversalTime();
        return clock.GetUtcNow() >= end
            ? $"the serving certificate expired at {end:u}, and nobody has renewed it"
            : caBundles?.Refuse(current);
    }
}
