using k8s;
using k8s.Autorest;
using Scanner.Testing.Kubernetes;

[assembly: AssemblyFixture(typeof(Scanner.Testing.KubernetesFixture))]

namespace Scanner.Testing.Tests.Kubernetes;

public sealed class KubernetesApiServerTests(KubernetesFixture kubernetes)
{
    private KubernetesApiServer Server => kubernetes.Server;

    [Fact]
    public async Task Kubectl_FromItsInput_CreatesObjects()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var name = await Server.CreateNamespaceAsync("kubectl", cancelled);

        var result = await Server.KubectlAsync(
            ["apply", "-n", name, "-f", "-"], """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"it"}}""", cancelled);

        Assert.True(result.Succeeded, result.Errors);
        Assert.Equal("it", (await Server.Admin.CoreV1.ReadNamespacedConfigMapAsync("it", name, cancellationToken: cancelled)).Metadata.Name);
    }

    [Fact]
    public async Task ConnectAs_AccountWithoutRoles_IsForbidden()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var name = await Server.CreateNamespaceAsync("account", cancelled);
        await Server.Admin.CoreV1.CreateNamespacedServiceAccountAsync(
            new() { Metadata = new() { Name = "nobody" } }, name, cancellationToken: cancelled);
        using var client = await Server.ConnectAsAsync(name, "nobody", cancelled);

        var failure = await Assert.ThrowsAsync<HttpOperationException>(
            () => client.CoreV1.ListNamespacedSecretAsync(name, cancellationToken: cancelled));

        Assert.Contains($"system:serviceaccount:{name}:nobody", failure.Response.Content, StringComparison.Ordinal);
    }
}
