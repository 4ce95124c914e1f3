using Scanner.Testing;
using Scanner.Testing.Kubernetes;

namespace Scanner.EndToEnd.Tests.World;

/// <summary>A namespace with what the chart makes there: the custom resource, ServiceAccounts and their rights, and nothing more.</summary>
internal sealed class ScannerAccounts
{
    private static readonly string[] KindsOfRights =
        ["CustomResourceDefinition", "ServiceAccount", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"];

    public required string Namespace { get; init; }

    public required RenderedChart Chart { get; init; }

    public required string SiloKubeconfig { get; init; }

    public required string WebhookKubeconfig { get; init; }

    public static async Task<ScannerAccounts> CreateAsync(KubernetesApiServer server, CancellationToken cancellationToken)
    {
        RealServicesCheck.Require(RenderedChart.Missing());
        var name = await server.CreateNamespaceAsync("scanner", cancellationToken);
        // Fail, so that a webhook that does not answer fails the test.
        var chart = await RenderedChart.RenderAsync(
            name, $"{RenderedChart.LeastValues}\nadmission: {{failurePolicy: Fail}}", cancellationToken);
        await chart.ApplyAsync(server, made => made.Hook is null && KindsOfRights.Contains(made.Kind), cancellationToken);
        return new ScannerAccounts
        {
            Namespace = name,
            Chart = chart,
            SiloKubeconfig = await server.KubeconfigForAsync(name, "scanner-silo", cancellationToken),
            WebhookKubeconfig = await server.KubeconfigForAsync(name, "scanner-webhook", cancellationToken),
        };
    }
}
