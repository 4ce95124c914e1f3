using System.Net;
using Microsoft.Extensions.Options;
using Scanner.Hosting;

namespace Scanner.Silo.Cluster;

/// <summary>Collects every fault of <see cref="ClusterOptions"/>, each with the key to change.</summary>
internal sealed class ClusterOptionsValidator : IValidateOptions<ClusterOptions>
{
    public ValidateOptionsResult Validate(string? name, ClusterOptions options)
    {
        var faults = new List<string>();
        RequirePort("Cluster:SiloPort", options.SiloPort);
        RequirePort("Cluster:GatewayPort", options.GatewayPort);
        if (options.PrimarySiloPort is { } primary) RequirePort("Cluster:PrimarySiloPort", primary);
        if (options.SiloPort == options.GatewayPort) faults.Add($"Cluster:SiloPort and Cluster:GatewayPort are both {options.SiloPort}; they must differ.");
        if (options.Provider == ClusterProvider.Kubernetes)
        {
            if (string.IsNullOrEmpty(options.Name)) faults.Add("Cluster:Name is empty; silos and webhooks of one cluster share a name.");
            if (options.PrimarySiloPort is not null) faults.Add("Cluster:PrimarySiloPort is for Cluster:Provider Localhost; remove it.");
            if (!IPAddress.TryParse(options.AdvertisedAddress, out _))
            {
                faults.Add(
                    $"Cluster:AdvertisedAddress ('{options.AdvertisedAddress}') is not an IP address; in a pod set the environment variable "
                    + "Cluster__AdvertisedAddress from status.podIP.");
            }
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void RequirePort(string key, int port)
        {
            if (port is < 1 or > 65535) faults.Add($"{key} ({port}) is not a port between 1 and 65535.");
        }
    }
}
