using Scanner.Testing.Kubernetes;

namespace Scanner.Clustering.Kubernetes.Tests.Setup;

/// <summary>The chart's CustomResourceDefinition.</summary>
internal static class ResourceDefinition
{
    public static string File => Path.Combine(AppContext.BaseDirectory, "orleanscluster-crd.yaml");

    /// <summary>Installs it, if it is not, and waits until the API server serves the resource.</summary>
    public static async Task InstallAsync(KubernetesApiServer server, CancellationToken cancellationToken)
    {
        // kubectl checks fields against what the server knows, and servers before 1.23 know no CEL rules; the server drops them.
        var applied = await server.KubectlAsync(["apply", "--validate=false", "-f", File], null, cancellationToken);
        Assert.True(applied.Succeeded, applied.Errors);
        var established = await server.KubectlAsync(
            ["wait", "--for=condition=Established", "--timeout=60s", "-f", File], null, cancellationToken);
        Assert.True(established.Succeeded, established.Errors);
    }
}
