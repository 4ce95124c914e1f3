namespace Scanner.Webhook.Certificates.Authority;

/// <summary>
/// Certificates that Scanner makes itself: a CA, the webhook's serving certificate in <c>Tls:SecretName</c>, and those of cluster
/// connections. Section <c>Tls:SelfManaged</c>.
/// </summary>
public sealed class SelfManagedOptions
{
    public const string Section = "Tls:SelfManaged";

    /// <summary>Whether they are made at all.</summary>
    public bool Enabled { get; set; }

    /// <summary>The webhook's Service, in this process's namespace: the serving certificate is for its DNS names.</summary>
    public string? ServiceName { get; set; }

    /// <summary>The ValidatingWebhookConfiguration whose <c>caBundle</c>s are kept.</summary>
    public string? WebhookConfigurationName { get; set; }

    /// <summary>The Secret with the CA's certificates and keys.</summary>
    public string CaSecretName { get; set; } = "scanner-ca";

    /// <summary>The Secret with the silos' certificate for cluster connections; empty for none.</summary>
    public string? SiloSecretName { get; set; }

    /// <summary>The Secret with the webhooks' certificate for cluster connections; empty for none.</summary>
    public string? ClientSecretName { get; set; }

    /// <summary>The Lease under which one replica does it.</summary>
    public string LeaseName { get; set; } = "scanner-certificates";

    /// <summary>How long a CA is good for. The next one comes when less than a leaf's lifetime and the overlap are left.</summary>
    public TimeSpan CaLifetime { get; set; } = TimeSpan.FromDays(3650);

    /// <summary>How long the other certificates are good for. They are renewed when a third of it is left.</summary>
    public TimeSpan LeafLifetime { get; set; } = TimeSpan.FromDays(90);

    /// <summary>
    /// How long a new CA is trusted before anything is signed by it, and an old one after its last certificate was replaced: the
    /// time everybody has to notice. At least 10 s, because Secrets are read every 5 s.
    /// </summary>
    public TimeSpan Overlap { get; set; } = TimeSpan.FromMinutes(10);
}
