using System.Globalization;
using System.Text;
using Scanner.Hosting.Certificates;

namespace Scanner.Webhook.Certificates.Authority;

/// <summary>What the CA's Secret holds.</summary>
/// <param name="Current">The CA that signs; null while none is trusted for long enough.</param>
/// <param name="Next">The CA that is made known and does not sign yet.</param>
/// <param name="NextTrustedSince">Since when everybody we write to has the next one; null while somebody has not.</param>
/// <param name="Trusted">All that are trusted: both, and those whose certificates may still be in use.</param>
internal sealed record CaContent(OwnCertificate? Current, OwnCertificate? Next, DateTimeOffset? NextTrustedSince, TrustBundle Trusted)
{
    public const string NextCertificateKey = "next.crt";
    public const string NextPrivateKeyKey = "next.key";
    public const string NextTrustedSinceKey = "next.trusted-since";

    public static readonly CaContent None = new(null, null, null, TrustBundle.Empty);

    /// <summary>Reads a Secret's data; what cannot be read is not there.</summary>
    public static CaContent Read(IDictionary<string, byte[]>? data)
    {
        if (data is null) return None;
        return new CaContent(
            OwnCertificate.Read(Text(SecretCertificateSource.CertificateKey), Text(SecretCertificateSource.PrivateKeyKey)),
            OwnCertificate.Read(Text(NextCertificateKey), Text(NextPrivateKeyKey)),
            DateTimeOffset.TryParse(Text(NextTrustedSinceKey), CultureInfo.InvariantCulture, out var since) ? since : null,
            TrustBundle.Read(data.TryGetValue(SecretCertificateSource.CaKey, out var trusted) ? trusted : null));

        string? Text(string key) => data.TryGetValue(key, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;
    }

    public Dictionary<string, byte[]> ToData()
    {
        var data = new Dictionary<string, byte[]>();
        Add(SecretCertificateSource.CertificateKey, Current?.CertificatePem);
        Add(SecretCertificateSource.PrivateKeyKey, Current?.KeyPem);
        Add(NextCertificateKey, Next?.CertificatePem);
        Add(NextPrivateKeyKey, Next?.KeyPem);
        Add(NextTrustedSinceKey, NextTrustedSince?.ToString("O", CultureInfo.InvariantCulture));
        Add(SecretCertificateSource.CaKey, Trusted.Pem);
        return data;

        void Add(string key, string? value)
        {
            if (value is not null) data.Add(key, Encoding.UTF8.GetBytes(value));
        }
    }
}
