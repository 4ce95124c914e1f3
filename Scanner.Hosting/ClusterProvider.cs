namespace Scanner.Hosting;

/// <summary>How silos and webhooks find each other.</summary>
internal enum ClusterProvider
{
    /// <summary>All on this machine, by port.</summary>
    Localhost,
}
