using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Scanner.Webhook.Certificates.Authority;

/// <summary>Makes keys (ECDSA P-256) and certificates (RFC 5280).</summary>
internal static class CertificateMaker
{
    /// <summary>How far the clocks of nodes may be apart: certificates are good from so long before they were made.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>RFC 5280 section 4.2.1.12, id-kp-serverAuth.</summary>
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";

    /// <summary>RFC 5280 section 4.2.1.12, id-kp-clientAuth.</summary>
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    /// <summary>RFC 5280 section 4.1.2.2 allows 20.</summary>
    private const int SerialBytes = 16;

    /// <summary>The key usages of a certificate of this template, as object identifiers.</summary>
    public static IEnumerable<string> Usages(LeafTemplate template)
    {
        if (template.ForServers) yield return ServerUsage;
        if (template.ForClients) yield return ClientUsage;
    }

    /// <summary>A CA, good for leaves and not for further CAs.</summary>
    public static OwnCertificate MakeCa(DateTimeOffset now, TimeSpan lifetime)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        // Verifiers pick a leaf's issuer by name: two CAs of one name would be mistaken for each other.
        var name = $"CN=Scanner CA {now.UtcDateTime:yyyy-MM-dd} {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(
            certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var certificate = request.CreateSelfSigned(now - ClockSkew, now + lifetime);
        return Own(certificate, key);
    }

    /// <summary>A leaf that the CA signs; it ends with the CA at the latest.</summary>
    public static OwnCertificate Issue(OwnCertificate ca, LeafTemplate template, DateTimeOffset now, TimeSpan lifetime)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={template.DnsNames[0]}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in template.DnsNames) names.AddDnsName(name);
        var usages = new OidCollection();
        foreach (var usage in Usages(template)) usages.Add(new Oid(usage));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usages, critical: false));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            ca.Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var certificate = request.Create(
            ca.Certificate, Later(now - ClockSkew, ca.NotBefore), Earlier(now + lifetime, ca.NotAfter), Serial());
        return Own(certificate, key);
    }

    private static OwnCertificate Own(X509Certificate2 certificate, ECDsa key) =>
        OwnCertificate.Read(certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem())
        ?? throw new CryptographicException("A certificate that was just made cannot be read.");

    private static byte[] Serial()
    {
        var serial = RandomNumberGenerator.GetBytes(SerialBytes);
        // Positive, and not 0 (RFC 5280 section 4.1.2.2).
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40);
        return serial;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
