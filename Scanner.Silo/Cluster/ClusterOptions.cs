using Scanner.Hosting;

namespace Scanner.Silo.Cluster;

/// <summary>How this silo joins the others. Section <c>Cluster</c>.</summary>
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

    /// <summary>Name of this silo, for <see cref="ClusterProvider.Kubernetes"/>: the pod's. Not set, the host's name.</summary>
    public string? SiloName { get; set; }

    /// <summary>
    /// IP address under which other silos and webhooks reach this one, for <see cref="ClusterProvider.Kubernetes"/>: the pod's.
    /// </summary>
    public string? AdvertisedAddress { get; set; }

    /// <summary>Port for other silos.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>Port for webhooks.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>
    /// Silo port of the first silo on this machine, which keeps the list of members, for
    /// <see cref="ClusterProvider.Localhost"/>. Every silo names the same one; not set, this silo is the first.
    /// </summary>
    public int? PrimarySiloPort { get; set; }
}
