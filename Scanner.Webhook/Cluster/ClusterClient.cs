using Orleans.Configuration;
using Scanner.Clustering.Kubernetes;
using Scanner.Hosting;
using Scanner.Hosting.ApiServer;
using Scanner.Hosting.Certificates;
using Scanner.Hosting.Connections;

namespace Scanner.Webhook.Cluster;

/// <summary>How the Orleans client finds silos and speaks to them. What it takes from the webhook's own container is given to it.</summary>
internal sealed class ClusterClient(ClusterOptions options, IServiceProvider webhook)
{
    /// <summary>How often the list of gateways is read again.</summary>
    private static readonly TimeSpan GatewayRefresh = TimeSpan.FromSeconds(5);

    public void Configure(IClientBuilder client)
    {
        if (options.Provider == ClusterProvider.Kubernetes) UseKubernetes(client);
        else client.UseLocalhostClustering(options.EffectiveGatewayPorts);
        client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = GatewayRefresh);
        client.Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = ClusterTimes.CallTimeout);
        if (webhook.GetKeyedService<ReloadingCertificate>(ClusterTlsExtensions.CertificateKey) is { } certificate) UseMutualTls(client, certificate);
    }

    private void UseKubernetes(IClientBuilder client)
    {
        var apiServer = webhook.GetRequiredService<ApiServerConnection>();
        client.UseKubernetesGateways(
            clustering =>
            {
                clustering.ClusterName = options.Name;
                clustering.Namespace = apiServer.Namespace;
                clustering.GatewayRefreshPeriod = GatewayRefresh;
            },
            apiServer.Client);
        client.Configure<Orleans.Configuration.ClusterOptions>(orleans => orleans.ServiceId = ClusterDefaults.ServiceId);
    }

    private void UseMutualTls(IClientBuilder client, ReloadingCertificate certificate)
    {
        var tls = MutualTls.ToSilo(
            certificate, webhook.GetRequiredService<TimeProvider>(), webhook.GetRequiredService<ILogger<MutualTls>>());
        client.Configure<ClientConnectionOptions>(connections => connections.ConfigureConnection(connection => connection.UseMiddleware(tls)));
    }
}
