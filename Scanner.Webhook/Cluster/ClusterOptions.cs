using Scanner.Hosting;

namespace Scanner.Webhook.Cluster;

/// <summary>Where the silos are. Section <c>Cluster</c>.</summary>
internal sealed class ClusterOptions
{
    public const string Section = "Cluster";

    /// <summary>How silos are found.</summary>
    public ClusterProvider Provider { get; set; } = ClusterProvider.Localhost;

    /// <summary>Gateway ports of the silos on this machine, for <see cref="ClusterProvider.Localhost"/>.</summary>
    public IList<int> GatewayPorts { get; set; } = [];

    /// <summary>The ports, or the default silo's where none is set.</summary>
    public int[] EffectiveGatewayPorts => GatewayPorts.Count > 0 ? [.. GatewayPorts] : [30000];
}
