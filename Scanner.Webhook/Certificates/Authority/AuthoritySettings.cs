using Scanner.Hosting.Connections;

namespace Scanner.Webhook.Certificates.Authority;

/// <summary>What is to be kept where, for how long.</summary>
internal sealed record AuthoritySettings
{
    public required string CaSecretName { get; init; }

    public required string WebhookConfigurationName { get; init; }

    public required IReadOnlyList<LeafTemplate> Leaves { get; init; }

    public required TimeSpan CaLifetime { get; init; }

    public required TimeSpan LeafLifetime { get; init; }

    public required TimeSpan Overlap { get; init; }

    /// <param name="options">Valid ones.</param>
    /// <param name="servingSecretName">Where the serving certificate is kept.</param>
    /// <param name="namespace">Of the webhook's Service.</param>
    public static AuthoritySettings From(SelfManagedOptions options, string servingSecretName, string @namespace)
    {
        var service = options.ServiceName!;
        var leaves = new List<LeafTemplate>
        {
            new(servingSecretName,
                [service, $"{service}.{@namespace}", $"{service}.{@namespace}.svc", $"{service}.{@namespace}.svc.cluster.local"],
                ForServers: true, ForClients: false),
        };
        if (options.SiloSecretName is { Length: > 0 } silo) leaves.Add(new(silo, [PeerNames.Silo], ForServers: true, ForClients: true));
        if (options.ClientSecretName is { Length: > 0 } client)
            leaves.Add(new(client, [PeerNames.Webhook], ForServers: false, ForClients: true));
        return new()
        {
            CaSecretName = options.CaSecretName,
            WebhookConfigurationName = options.WebhookConfigurationName!,
            Leaves = leaves,
            CaLifetime = options.CaLifetime,
            LeafLifetime = options.LeafLifetime,
            Overlap = options.Overlap,
        };
    }
}
