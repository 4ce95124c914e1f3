using System.Security.Cryptography;

namespace Scanner.Hosting.Certificates;

/// <summary>PEM files, as a mounted Secret or cert-manager's volume has them.</summary>
/// <param name="section">The configuration section that names the files, for messages.</param>
/// <param name="certificateFile">The certificate.</param>
/// <param name="keyFile">Its key.</param>
/// <param name="caFile">The CA of peers; null for none.</param>
public sealed class FileCertificateSource(string section, string certificateFile, string keyFile, string? caFile) : ICertificateSource
{
    public string Name =>
        $"{section}:CertificateFile ('{certificateFile}') and {section}:KeyFile ('{keyFile}')"
        + (caFile is null ? "" : $" with {section}:CaFile ('{caFile}')");

    public bool MayComeLater => false;

    public async Task<CertificatePem?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new CertificatePem(
                await File.ReadAllTextAsync(certificateFile, cancellationToken),
                await File.ReadAllTextAsync(keyFile, cancellationToken),
                caFile is null ? null : await File.ReadAllTextAsync(caFile, cancellationToken));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CryptographicException(e.Message, e);
        }
    }
}
