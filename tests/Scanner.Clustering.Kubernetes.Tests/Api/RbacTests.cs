using k8s;
using Scanner.Clustering.Kubernetes.Tests.Setup;
using Scanner.Testing;

namespace Scanner.Clustering.Kubernetes.Tests.Api;

/// <summary>What an operator reads when a permission is missing.</summary>
public sealed class RbacTests(KubernetesFixture kubernetes)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadAll_AccountWithoutRole_NamesVerbResourceNamespaceAndRule()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var table = await cluster.TableAsync(ChartAccounts.Nobody);

        var failure = await Assert.ThrowsAsync<KubernetesMembershipException>(() => table.ReadAllAsync(Cancelled));

        Assert.StartsWith(
            $"Cannot get orleansclusters.orleans.scanner.io 'scanner' in namespace '{cluster.Namespace}': RBAC forbids it (403: ",
            failure.Message, StringComparison.Ordinal);
        Assert.Contains($"system:serviceaccount:{cluster.Namespace}:nobody", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            $"Grant this pod's ServiceAccount a Role in namespace '{cluster.Namespace}' with apiGroups [\"orleans.scanner.io\"], "
            + "resources [\"orleansclusters\"], resourceNames [\"scanner\"], verbs [\"get\"]; the chart's RBAC has it.",
            failure.Message, StringComparison.Ordinal);
        Assert.Equal([$"Orleans' membership table: {failure.Message}"], cluster.Log.Errors);
    }

    [Fact]
    public async Task Writing_AsTheWebhook_IsForbiddenVerbByVerb()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var silo = await cluster.JoinedTableAsync();
        var entry = Entries.New();
        await silo.AddAsync(entry);
        var webhook = await cluster.TableAsync(ChartAccounts.Webhook);
        var (_, etag, version) = await webhook.RowAsync(entry);

        await ForbiddenAsync("update", () => webhook.UpdateRowAsync(entry, etag, version.Next(), Cancelled));
        await ForbiddenAsync("patch", () => webhook.UpdateIAmAliveAsync(entry, Cancelled));
        await cluster.KubectlAsync("delete", "orleanscluster", cluster.Name);
        // Creation cannot be limited to a name, so the rule has none.
        var creation = await ForbiddenAsync("create", () => webhook.InitializeMembershipTableAsync(true, Cancelled));
        Assert.DoesNotContain("resourceNames", creation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAll_TokenOfNobody_SaysThatItIsNotAccepted()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var configuration = KubernetesClientConfiguration.BuildConfigFromConfigFile(kubernetes.Server.Kubeconfig);
        configuration.AccessToken = "wrong";
        using var client = new k8s.Kubernetes(configuration);
        var table = cluster.Table(client);

        var failure = await Assert.ThrowsAsync<KubernetesMembershipException>(() => table.ReadAllAsync(Cancelled));

        Assert.Contains("does not accept the token", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<string> ForbiddenAsync(string verb, Func<Task> operation)
    {
        var failure = await Assert.ThrowsAsync<KubernetesMembershipException>(operation);
        Assert.StartsWith($"Cannot {verb} orleansclusters.orleans.scanner.io", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"verbs [\"{verb}\"]", failure.Message, StringComparison.Ordinal);
        return failure.Message;
    }
}
