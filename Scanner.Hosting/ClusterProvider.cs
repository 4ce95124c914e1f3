namespace Scanner.Hosting;

/// <summary>How silos and webhooks find each other.</summary>
public enum ClusterProvider
{
    /// <summary>All on this machine, by port.</summary>
    Localhost,

    /// <summary>Through an OrleansCluster resource of the Kubernetes API.</summary>
    Kubernetes,
}
