using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Messaging;
using Scanner.Clustering.Kubernetes.Api;
using Scanner.Clustering.Kubernetes.Gateways;
using Scanner.Clustering.Kubernetes.Membership;

namespace Scanner.Clustering.Kubernetes;

/// <summary>Makes an OrleansCluster object the membership table of silos and the list of gateways of clients.</summary>
public static class KubernetesClusteringExtensions
{
    /// <summary>
    /// For a silo: <c>silo.Services.AddKubernetesMembership(...)</c>. On services, not on ISiloBuilder, because that type
    /// would bring Orleans' runtime to the clients too. Sets Orleans' cluster id. The API client comes from the container.
    /// </summary>
    /// <exception cref="OptionsValidationException">At the start, when an option is missing or wrong.</exception>
    public static IServiceCollection AddKubernetesMembership(
        this IServiceCollection services, Action<KubernetesClusteringOptions> configure)
    {
        AddStore(services, configure);
        services.AddSingleton<IMembershipTable, KubernetesMembershipTable>();
        return services;
    }

    /// <summary>For a client: finds the silos' gateways. Sets Orleans' cluster id and the refresh period of gateways.</summary>
    /// <param name="client">The client to configure.</param>
    /// <param name="configure">Sets the options.</param>
    /// <param name="kubernetes">The API client to use, which stays the caller's to dispose; null takes it from the client's
    /// container.</param>
    /// <exception cref="OptionsValidationException">At the start, when an option is missing or wrong.</exception>
    public static IClientBuilder UseKubernetesGateways(
        this IClientBuilder client, Action<KubernetesClusteringOptions> configure, IKubernetes? kubernetes = null)
    {
        if (kubernetes is not null) client.Services.TryAddSingleton(kubernetes);
        AddStore(client.Services, configure);
        client.Services.AddSingleton<IGatewayListProvider, KubernetesGatewayListProvider>();
        client.Services.AddOptions<GatewayOptions>().Configure<IOptions<KubernetesClusteringOptions>>((gateways, clustering) =>
            gateways.GatewayListRefreshPeriod = clustering.Value.GatewayRefreshPeriod);
        return client;
    }

    private static void AddStore(IServiceCollection services, Action<KubernetesClusteringOptions> configure)
    {
        services.AddOptions<KubernetesClusteringOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor
            .Singleton<IValidateOptions<KubernetesClusteringOptions>, KubernetesClusteringOptionsValidator>());
        services.AddOptions<ClusterOptions>().Configure<IOptions<KubernetesClusteringOptions>>((cluster, clustering) =>
            cluster.ClusterId = clustering.Value.ClusterName);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<OrleansClusterClient>();
    }
}
