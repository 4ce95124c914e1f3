using Scanner.Testing.Kubernetes;

namespace Scanner.EndToEnd.Tests.World;

/// <summary>A namespace with the ServiceAccounts of silos and webhooks, and the rights that the chart gives them.</summary>
internal sealed class ScannerAccounts
{
    public required string Namespace { get; init; }

    public required string SiloKubeconfig { get; init; }

    public required string WebhookKubeconfig { get; init; }

    public static async Task<ScannerAccounts> CreateAsync(KubernetesApiServer server, CancellationToken cancellationToken)
    {
        var crd = await server.KubectlAsync(["apply", "--validate=false", "-f", Path.Combine(AppContext.BaseDirectory, "orleanscluster-crd.yaml")], null, cancellationToken);
        Assert.True(crd.Succeeded, crd.Errors);
        var name = await server.CreateNamespaceAsync("scanner", cancellationToken);
        return new ScannerAccounts { Namespace = name, SiloKubeconfig = server.Kubeconfig, WebhookKubeconfig = server.Kubeconfig };
    }
}
