using System.Runtime.CompilerServices;
using Scanner.Testing.Kubernetes;

namespace Scanner.Clustering.Kubernetes.Tests.Setup;

/// <summary>The chart's CustomResourceDefinition.</summary>
internal static class ResourceDefinition
{
    private static readonly ConditionalWeakTable<KubernetesApiServer, Task> Installed = [];

    private static string File => Path.Combine(AppContext.BaseDirectory, "orleanscluster-crd.yaml");

    /// <summary>Installs it, once for each server, and waits until the server serves the resource.</summary>
    public static Task InstallAsync(KubernetesApiServer server)
    {
        lock (Installed) return Installed.GetValue(server, InstallNowAsync);
    }

    private static async Task InstallNowAsync(KubernetesApiServer server)
    {
        // All tests wait for it, so it is none's to cancel.
        var forAll = CancellationToken.None;
        // kubectl checks fields against what the server knows, and servers before 1.23 know no CEL rules; the server drops them.
        var applied = await server.KubectlAsync(["apply", "--validate=false", "-f", File], null, forAll);
        Assert.True(applied.Succeeded, applied.Errors);
        var established = await server.KubectlAsync(["wait", "--for=condition=Established", "-f", File], null, forAll);
        Assert.True(established.Succeeded, established.Errors);
    }
}
