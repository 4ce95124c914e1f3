using System.Text;
using Scanner.Hosting.Certificates;

namespace Scanner.Webhook.Certificates.Authority;

/// <summary>What a leaf's Secret holds.</summary>
/// <param name="Leaf">The certificate; null where there is none that can be used.</param>
/// <param name="Trusted">What its owner trusts in peers.</param>
internal sealed record LeafContent(OwnCertificate? Leaf, TrustBundle Trusted)
{
    public static readonly LeafContent None = new(null, TrustBundle.Empty);

    /// <summary>Reads a Secret's data; what cannot be read is not there.</summary>
    public static LeafContent Read(IDictionary<string, byte[]>? data)
    {
        if (data is null) return None;
        return new LeafContent(
            OwnCertificate.Read(Text(SecretCertificateSource.CertificateKey), Text(SecretCertificateSource.PrivateKeyKey)),
            TrustBundle.Read(data.TryGetValue(SecretCertificateSource.CaKey, out var trusted) ? trusted : null));

        string? Text(string key) => data.TryGetValue(key, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;
    }

    public Dictionary<string, byte[]> ToData() => new()
    {
        [SecretCertificateSource.CertificateKey] = Encoding.UTF8.GetBytes(Leaf!.CertificatePem),
        [SecretCertificateSource.PrivateKeyKey] = Encoding.UTF8.GetBytes(Leaf.KeyPem),
        [SecretCertificateSource.CaKey] = Encoding.UTF8.GetBytes(Trusted.Pem),
    };
}
