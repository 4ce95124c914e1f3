using Microsoft.Extensions.Options;
using Scanner.Hosting;

namespace Scanner.Webhook.Cluster;

/// <summary>Collects every fault of <see cref="ClusterOptions"/>, each with the key to change.</summary>
internal sealed class ClusterOptionsValidator : IValidateOptions<ClusterOptions>
{
    public ValidateOptionsResult Validate(string? name, ClusterOptions options)
    {
        var faults = options.GatewayPorts
            .Select((port, index) => (port, index))
            .Where(pair => pair.port is < 1 or > 65535)
            .Select(pair => $"Cluster:GatewayPorts:{pair.index} ({pair.port}) is not a port between 1 and 65535.")
            .ToList();
        if (options.Provider == ClusterProvider.Kubernetes && string.IsNullOrEmpty(options.Name))
            faults.Add("Cluster:Name is empty; silos and webhooks of one cluster share a name.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
