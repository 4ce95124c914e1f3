namespace Scanner.Webhook.Certificates;

/// <summary>The webhook's serving certificate. Section <c>Tls</c>. With neither file set, a self-signed one for localhost serves.</summary>
public sealed class TlsOptions
{
    public const string Section = "Tls";

    /// <summary>PEM file with the certificate, followed by its intermediates where there are any.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>PEM file with the certificate's private key, without a password.</summary>
    public string? KeyFile { get; set; }
}
