using Scanner.Hosting;

namespace Scanner.Webhook.Cluster;

/// <summary>Where the silos are. Section <c>Cluster</c>.</summary>
internal sealed class ClusterOptions
{
    public const string Section = "Cluster";

    /// <summary>How silos are found.</summary>
    public ClusterProvider Provider { get; set; } = ClusterProvider.Localhost;

    /// <summary>
    /// Name of the cluster, for <see cref="ClusterProvider.Kubernetes"/>: the OrleansCluster resource that silos keep. Silos and
    /// webhooks of one cluster have the same.
    /// </summary>
    public string Name { get; set; } = ClusterDefaults.Name;

    /// <summary>Gateway ports of the silos on this machine, for <see cref="ClusterProvider.Localhost"/>.</summary>
    public IList<int> GatewayPorts { get; set; } = [];

    /// <summary>The ports, or the default silo's where none is set.</summary>
    public int[] EffectiveGatewayPorts => GatewayPorts.Count > 0 ? [.. GatewayPorts] : [30000];
}
