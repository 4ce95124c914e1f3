using Microsoft.Extensions.Options;
using Orleans.Messaging;
using Scanner.Clustering.Kubernetes.Api;
using Scanner.Clustering.Kubernetes.Resources;

namespace Scanner.Clustering.Kubernetes.Gateways;

/// <summary>Gateways are the active silos of the table that take clients. Needs the verb <c>get</c> and no other.</summary>
internal sealed class KubernetesGatewayListProvider(OrleansClusterClient client, IOptions<KubernetesClusteringOptions> options)
    : IGatewayListProvider
{
    public TimeSpan MaxStaleness => options.Value.GatewayRefreshPeriod;

    public bool IsUpdatable => true;

    public Task InitializeGatewayListProvider() => Task.CompletedTask;

    public Task InitializeGatewayListProviderAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IList<Uri>> GetGateways() => GetGatewaysAsync(CancellationToken.None);

    /// <summary>Empty while no silo has made the table, which Orleans takes as "try again", as it does the exception.</summary>
    /// <exception cref="KubernetesMembershipException">The table could not be read.</exception>
    public async Task<IList<Uri>> GetGatewaysAsync(CancellationToken cancellationToken)
    {
        var silos = (await client.FindAsync(cancellationToken))?.Table.Silos ?? SiloTable.Empty.Silos;
        return [.. silos.Where(silo => TakesClients(silo.Value)).Select(silo => GatewayOf(silo.Key, silo.Value))];
    }

    private static bool TakesClients(SiloRow silo) => silo.Status == SiloStatus.Active && silo.GatewayPort != 0;

    private static Uri GatewayOf(string key, SiloRow silo)
    {
        var address = SiloAddress.Parse(key);
        return SiloAddress.New(address.Endpoint.Address, silo.GatewayPort, address.Generation).ToGatewayUri();
    }
}
