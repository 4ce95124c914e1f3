namespace Scanner.Clustering.Kubernetes;

/// <summary>Where the membership table is.</summary>
public sealed class KubernetesClusteringOptions
{
    /// <summary>
    /// Name of the OrleansCluster object and Orleans' cluster id: silos and clients that name the same one find each other. A DNS
    /// label (RFC 1123): at most 63 lower-case letters, digits and hyphens.
    /// </summary>
    public string ClusterName { get; set; } = "scanner";

    /// <summary>Namespace of the object, which is that of the silos' pods. Required.</summary>
    public string Namespace { get; set; } = "";

    /// <summary>
    /// How often a client reads the list of gateways. Each reading is one GET; a new silo gets no calls from a client before.
    /// </summary>
    public TimeSpan GatewayRefreshPeriod { get; set; } = TimeSpan.FromSeconds(5);
}
