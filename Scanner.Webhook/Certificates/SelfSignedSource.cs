using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Scanner.Hosting.Certificates;

namespace Scanner.Webhook.Certificates;

/// <summary>A certificate for localhost that nobody trusts, made anew at each start: enough to try Scanner on one machine.</summary>
internal sealed class SelfSignedSource : ICertificateSource
{
    private readonly CertificatePem _pem;

    public SelfSignedSource(TimeProvider clock)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = clock.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddYears(1));
        _pem = new CertificatePem(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem(), null);
    }

    public string Name => "the self-signed certificate";

    public bool MayComeLater => false;

    public Task<CertificatePem?> ReadAsync(CancellationToken cancellationToken) => Task.FromResult<CertificatePem?>(_pem);
}
