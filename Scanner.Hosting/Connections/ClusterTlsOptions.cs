namespace Scanner.Hosting.Connections;

/// <summary>
/// Mutual TLS between silos and webhooks: files, or a Secret, or neither for plain connections. Section <c>Cluster:Tls</c>.
/// </summary>
public sealed class ClusterTlsOptions
{
    public const string Section = "Cluster:Tls";

    /// <summary>PEM file with this process's certificate, followed by its intermediates where there are any.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>PEM file with the certificate's private key, without a password.</summary>
    public string? KeyFile { get; set; }

    /// <summary>PEM file with the certificates of the CA that signs silos' and webhooks' certificates, and nothing else.</summary>
    public string? CaFile { get; set; }

    /// <summary>Instead of files: a Secret of this process's namespace with <c>tls.crt</c>, <c>tls.key</c> and <c>ca.crt</c>.</summary>
    public string? SecretName { get; set; }

    public bool HasFiles => CertificateFile is { Length: > 0 } || KeyFile is { Length: > 0 } || CaFile is { Length: > 0 };

    public bool HasSecret => SecretName is { Length: > 0 };

    public bool Enabled => HasFiles || HasSecret;
}
