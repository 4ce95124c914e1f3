using System.Net;
using System.Net.Sockets;
using Orleans.Configuration;
using Scanner.Clustering.Kubernetes;
using Scanner.Hosting;
using Scanner.Hosting.ApiServer;

namespace Scanner.Silo.Cluster;

internal static class KubernetesSilo
{
    /// <summary>Finds the other silos through the Kubernetes API; the pod's name and address come from the downward API.</summary>
    public static void UseKubernetes(this ISiloBuilder silo, ClusterOptions cluster)
    {
        silo.Services.AddApiServer(silo.Configuration);
        silo.Services.AddOptions<KubernetesClusteringOptions>().Configure<ApiServerConnection>(
            (clustering, apiServer) => clustering.Namespace = apiServer.Namespace);
        silo.Services.AddKubernetesMembership(clustering => clustering.ClusterName = cluster.Name);
        silo.Configure<Orleans.Configuration.ClusterOptions>(orleans => orleans.ServiceId = ClusterDefaults.ServiceId);
        silo.Configure<SiloOptions>(options => options.SiloName = cluster.SiloName ?? Environment.MachineName);
        silo.Configure<EndpointOptions>(endpoints => Listen(endpoints, cluster));
    }

    private static void Listen(EndpointOptions endpoints, ClusterOptions cluster)
    {
        var address = IPAddress.Parse(cluster.AdvertisedAddress!);
        var any = address.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
        endpoints.AdvertisedIPAddress = address;
        endpoints.SiloPort = cluster.SiloPort;
        endpoints.GatewayPort = cluster.GatewayPort;
        endpoints.SiloListeningEndpoint = new IPEndPoint(any, cluster.SiloPort);
        endpoints.GatewayListeningEndpoint = new IPEndPoint(any, cluster.GatewayPort);
    }
}
