using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Scanner.Webhook.Certificates.Authority;

/// <summary>CA certificates that somebody trusts: a <c>caBundle</c>, a <c>ca.crt</c>.</summary>
internal sealed class TrustBundle
{
    public static readonly TrustBundle Empty = new([]);

    private readonly X509Certificate2[] _certificates;

    public TrustBundle(IEnumerable<X509Certificate2> certificates) =>
        _certificates = [.. certificates.DistinctBy(it => it.Thumbprint)];

    public IReadOnlyList<X509Certificate2> Certificates => _certificates;

    public bool IsEmpty => _certificates.Length == 0;

    /// <summary>PEM, as it is written.</summary>
    public string Pem => string.Concat(_certificates.Select(it => it.ExportCertificatePem() + "\n"));

    /// <summary>Reads PEM; what is none is nobody trusted, as for those who verify by it.</summary>
    public static TrustBundle Read(byte[]? pem)
    {
        if (pem is null || pem.Length == 0) return Empty;
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Encoding.UTF8.GetString(pem));
        }
        catch (CryptographicException)
        {
            return Empty;
        }

        return new TrustBundle(certificates);
    }

    public bool Contains(OwnCertificate ca) => _certificates.Any(ca.Is);

    /// <summary>Whether a peer that trusts this bundle and nothing else accepts the certificate; names and usages are not looked at.</summary>
    public bool Verifies(X509Certificate2 certificate, DateTimeOffset now, X509Certificate2Collection? intermediates = null)
    {
        if (IsEmpty) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_certificates);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        if (intermediates is not null) chain.ChainPolicy.ExtraStore.AddRange(intermediates);
        return chain.Build(certificate);
    }
}
