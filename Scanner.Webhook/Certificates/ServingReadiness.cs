using Scanner.Hosting.Certificates;
using Scanner.Webhook.Certificates.Authority;

namespace Scanner.Webhook.Certificates;

/// <summary>Whether the API server can call us as far as certificates are concerned.</summary>
/// <param name="certificate">What is served.</param>
/// <param name="caBundles">What the API server trusts; none where somebody else sees to it.</param>
internal sealed class ServingReadiness(
    [FromKeyedServices(ServingCertificateExtensions.Key)] ReloadingCertificate certificate, CaBundleWatch? caBundles = null)
{
    /// <summary>Why not, in words; null where it can.</summary>
    public string? Refuse() => certificate.Current is { } current ? caBundles?.Refuse(current) : "there is no serving certificate yet";
}
