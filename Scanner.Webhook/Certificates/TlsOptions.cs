namespace Scanner.Webhook.Certificates;

/// <summary>
/// The webhook's serving certificate: files, or a Secret. Section <c>Tls</c>. With none of them set, a self-signed one for localhost
/// serves.
/// </summary>
public sealed class TlsOptions
{
    public const string Section = "Tls";

    /// <summary>PEM file with the certificate, followed by its intermediates where there are any.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>PEM file with the certificate's private key, without a password.</summary>
    public string? KeyFile { get; set; }

    /// <summary>Instead of files: a Secret of the webhook's namespace with <c>tls.crt</c> and <c>tls.key</c>.</summary>
    public string? SecretName { get; set; }
}
