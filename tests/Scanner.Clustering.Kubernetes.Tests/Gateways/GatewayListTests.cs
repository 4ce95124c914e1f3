using Scanner.Clustering.Kubernetes.Tests.Setup;
using Scanner.Testing;

namespace Scanner.Clustering.Kubernetes.Tests.Gateways;

/// <summary>The list of gateways under the webhook's least RBAC; which silos are in it is among Orleans' own cases.</summary>
public sealed class GatewayListTests(KubernetesFixture kubernetes)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetGateways_NoSiloHasStartedYet_IsEmpty()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var gateways = await cluster.GatewaysAsync();

        Assert.Empty(await gateways.GetGatewaysAsync(Cancelled));
        Assert.Empty(cluster.Log.Lines);
    }

    [Fact]
    public async Task GetGateways_SiloComesAndGoes_FollowsIt()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var table = await cluster.JoinedTableAsync();
        var gateways = await cluster.GatewaysAsync();
        var silo = Entries.New(SiloStatus.Joining);

        await table.AddAsync(silo);
        Assert.Empty(await gateways.GetGatewaysAsync(Cancelled));

        await table.ChangeAsync(silo.As(SiloStatus.Active));
        Assert.Single(await gateways.GetGatewaysAsync(Cancelled));

        await table.ChangeAsync(silo.As(SiloStatus.ShuttingDown));
        Assert.Empty(await gateways.GetGatewaysAsync(Cancelled));
    }

    [Fact]
    public async Task GetGateways_OtherClusterInTheNamespace_HasItsOwn()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var table = await cluster.JoinedTableAsync();
        await table.AddAsync(Entries.New());
        await kubernetes.Server.KubectlAsync(
            ["-n", cluster.Namespace, "create", "-f", "-"],
            """
            apiVersion: orleans.scanner.io/v1
            kind: OrleansCluster
            metadata: { name: other }
            table: { version: 0, activeSilos: 0, silos: {} }
            """,
            Cancelled);

        var gateways = await cluster.GatewaysAsync();

        Assert.Single(await gateways.GetGatewaysAsync(Cancelled));
    }

    [Fact]
    public async Task GetGateways_RowThatIsNoSilo_IsARetryableFaultThatNamesIt()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        await (await cluster.JoinedTableAsync()).AddAsync(Entries.New());
        var gateways = await cluster.GatewaysAsync();
        await cluster.KubectlAsync("patch", "orleanscluster", cluster.Name, "--type=merge", "-p",
            """
            {"table":{"silos":{"nonsense":{"status":"Active","gatewayPort":1,
            "startTime":"2026-01-01T00:00:00Z","iAmAliveTime":"2026-01-01T00:00:00Z"}}}}
            """);

        var failure = await Assert.ThrowsAsync<KubernetesMembershipException>(() => gateways.GetGatewaysAsync(Cancelled));

        Assert.IsAssignableFrom<Orleans.Runtime.Messaging.ConnectionFailedException>(failure);
        Assert.Contains("'nonsense' is no silo address", failure.Message, StringComparison.Ordinal);
    }
}
