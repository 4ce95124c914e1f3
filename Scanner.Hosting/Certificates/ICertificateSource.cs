using System.Security.Cryptography;

namespace Scanner.Hosting.Certificates;

/// <summary>Where a certificate is kept.</summary>
public interface ICertificateSource
{
    /// <summary>What it is called in messages, with the keys to change: <c>Tls:CertificateFile ('…') and Tls:KeyFile ('…')</c>.</summary>
    string Name { get; }

    /// <summary>Whether somebody may put the certificate there only after this process has begun.</summary>
    bool MayComeLater { get; }

    /// <summary>Reads it; null where there is none yet.</summary>
    /// <exception cref="CryptographicException">It cannot be read now; the message says why.</exception>
    Task<CertificatePem?> ReadAsync(CancellationToken cancellationToken);
}
