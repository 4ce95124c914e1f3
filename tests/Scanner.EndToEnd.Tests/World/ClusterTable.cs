using System.Globalization;

namespace Scanner.EndToEnd.Tests.World;

/// <summary>The OrleansCluster resource, as an operator reads it.</summary>
internal static class ClusterTable
{
    /// <summary>How many silos the table says are active.</summary>
    public static async Task<int> ActiveSilosAsync(KubernetesScanner scanner, CancellationToken cancellationToken)
    {
        var result = await scanner.Server.KubectlAsync(
            ["get", "orleanscluster", KubernetesScanner.ClusterName, "-n", scanner.Namespace, "-o", "jsonpath={.table.activeSilos}"],
            input: null, cancellationToken);
        return result.Succeeded
            ? int.Parse(result.Output, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException(result.Errors);
    }
}
