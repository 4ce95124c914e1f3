using Scanner.Hosting;

namespace Scanner.Silo.Cluster;

/// <summary>How this silo joins the others. Section <c>Cluster</c>.</summary>
internal sealed class ClusterOptions
{
    public const string Section = "Cluster";

    /// <summary>How silos are found.</summary>
    public ClusterProvider Provider { get; set; } = ClusterProvider.Localhost;

    /// <summary>Port for other silos, for <see cref="ClusterProvider.Localhost"/>.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>Port for webhooks, for <see cref="ClusterProvider.Localhost"/>.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>
    /// Silo port of the first silo on this machine, which keeps the list of members, for
    /// <see cref="ClusterProvider.Localhost"/>. Every silo names the same one; not set, this silo is the first.
    /// </summary>
    public int? PrimarySiloPort { get; set; }
}
