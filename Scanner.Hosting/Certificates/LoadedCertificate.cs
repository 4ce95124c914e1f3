using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Scanner.Hosting.Certificates;

/// <summary>A certificate ready for handshakes.</summary>
public sealed class LoadedCertificate
{
    /// <exception cref="CryptographicException">They are not a certificate and its key, or the CA is none.</exception>
    public LoadedCertificate(CertificatePem pem)
    {
        Pem = pem;
        try
        {
            var leaf = X509Certificate2.CreateFromPem(pem.Certificate, pem.Key);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(pem.Certificate);
            Context = SslStreamCertificateContext.Create(leaf, chain, offline: true);
            if (pem.Ca is not null) Roots.ImportFromPem(pem.Ca);
        }
        // A key that is not the certificate's is an ArgumentException: so it is for the moment between two writes of a rotation.
        catch (ArgumentException e)
        {
            throw new CryptographicException(e.Message, e);
        }
    }

    public CertificatePem Pem { get; }

    /// <summary>The certificate with its intermediates, built once.</summary>
    public SslStreamCertificateContext Context { get; }

    /// <summary>What peers' certificates must come from; empty where peers show none.</summary>
    public X509Certificate2Collection Roots { get; } = [];

    public X509Certificate2 Leaf => Context.TargetCertificate;
}
