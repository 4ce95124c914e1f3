using k8s;
using k8s.Models;
using Scanner.Testing;
using Scanner.Testing.Kubernetes;

namespace Scanner.Clustering.Kubernetes.Tests.Setup;

/// <summary>The ServiceAccounts of silo and webhook with the rights that the chart gives them and no other.</summary>
internal static class ChartAccounts
{
    public const string Silo = "silo";
    public const string Webhook = "webhook";

    /// <summary>An account that may do nothing.</summary>
    public const string Nobody = "nobody";

    public static async Task CreateAsync(
        KubernetesApiServer server, string @namespace, string cluster, CancellationToken cancellationToken)
    {
        RealServicesCheck.Require(RenderedChart.Missing());
        var chart = await RenderedChart.RenderAsync(
            @namespace,
            $$"""
            {{RenderedChart.LeastValues}}
            cluster: {name: {{cluster}} }
            silo: {serviceAccount: {name: {{Silo}} } }
            webhook: {serviceAccount: {name: {{Webhook}} } }
            """,
            cancellationToken,
            // What the chart makes for the whole server needs a name that no other test's has.
            release: $"scanner-{@namespace}");
        await chart.ApplyAsync(server, made => made.IsRight && made.Hook is null, cancellationToken);
        await server.Admin.CoreV1.CreateNamespacedServiceAccountAsync(
            new V1ServiceAccount { Metadata = new() { Name = Nobody } }, @namespace, cancellationToken: cancellationToken);
    }
}
