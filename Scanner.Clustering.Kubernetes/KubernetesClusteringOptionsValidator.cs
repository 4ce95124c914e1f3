using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Scanner.Clustering.Kubernetes;

/// <summary>Collects every fault of <see cref="KubernetesClusteringOptions"/>, each with the key to change.</summary>
internal sealed partial class KubernetesClusteringOptionsValidator : IValidateOptions<KubernetesClusteringOptions>
{
    /// <summary>Below it the API server is asked more often than a list of silos can change.</summary>
    private static readonly TimeSpan ShortestRefresh = TimeSpan.FromSeconds(1);

    public ValidateOptionsResult Validate(string? name, KubernetesClusteringOptions options)
    {
        var faults = new List<string>();
        if (!DnsLabel().IsMatch(options.ClusterName))
        {
            faults.Add($"Cluster:Name ('{options.ClusterName}') is not a name Kubernetes takes: "
                + "lower-case letters, digits and hyphens, at most 63.");
        }

        if (options.Namespace.Length == 0)
            faults.Add("Kubernetes:Namespace is not set. In a pod, set it from the downward API (metadata.namespace).");
        else if (!DnsLabel().IsMatch(options.Namespace))
            faults.Add($"Kubernetes:Namespace ('{options.Namespace}') is not the name of a namespace.");
        if (options.GatewayRefreshPeriod < ShortestRefresh)
            faults.Add($"GatewayRefreshPeriod ({options.GatewayRefreshPeriod}) is shorter than {ShortestRefresh}.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex DnsLabel();
}
