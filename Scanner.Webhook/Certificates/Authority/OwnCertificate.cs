using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Scanner.Webhook.Certificates.Authority;

/// <summary>A certificate that we made, with its key.</summary>
internal sealed class OwnCertificate
{
    private OwnCertificate(string certificatePem, string keyPem)
    {
        (CertificatePem, KeyPem) = (certificatePem, keyPem);
        Certificate = X509Certificate2.CreateFromPem(certificatePem, keyPem);
    }

    public string CertificatePem { get; }

    public string KeyPem { get; }

    /// <summary>With its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>When it was made, as far as can be told from it.</summary>
    public DateTimeOffset IssuedAt => NotBefore + CertificateMaker.ClockSkew;

    public DateTimeOffset NotBefore => new(Certificate.NotBefore.ToUniversalTime());

    public DateTimeOffset NotAfter => new(Certificate.NotAfter.ToUniversalTime());

    /// <summary>Null where the two are not a certificate and its key.</summary>
    public static OwnCertificate? Read(string? certificatePem, string? keyPem)
    {
        if (string.IsNullOrEmpty(certificatePem) || string.IsNullOrEmpty(keyPem)) return null;
        try
        {
            return new OwnCertificate(certificatePem, keyPem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    public bool IsValidAt(DateTimeOffset time) => NotBefore <= time && time < NotAfter;

    public bool Is(X509Certificate2 other) => Certificate.RawDataMemory.Span.SequenceEqual(other.RawDataMemory.Span);

    /// <summary>Whether it names whom the template names, and is good for what the template is.</summary>
    public bool Fits(LeafTemplate template)
    {
        var names = Certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames());
        var usages = Certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .SelectMany(usage => usage.EnhancedKeyUsages.Cast<Oid>()).Select(usage => usage.Value);
        return names.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(template.DnsNames)
            && usages.ToHashSet().SetEquals(CertificateMaker.Usages(template));
    }
}
