using k8s;
using Microsoft.Extensions.Options;
using Scanner.Clustering.Kubernetes.Api;
using Scanner.Clustering.Kubernetes.Gateways;
using Scanner.Clustering.Kubernetes.Membership;
using Scanner.Testing.Kubernetes;

namespace Scanner.Clustering.Kubernetes.Tests.Setup;

/// <summary>A namespace with the chart's accounts, and tables and gateway lists that work in it under those accounts.</summary>
internal sealed class TestCluster : IDisposable
{
    private readonly List<IDisposable> _clients = [];

    private TestCluster(KubernetesApiServer server, string @namespace, string name) =>
        (Server, Namespace, Name) = (server, @namespace, name);

    public KubernetesApiServer Server { get; }

    public string Namespace { get; }

    public string Name { get; }

    /// <summary>What the tables and gateway lists logged.</summary>
    public LogRecorder Log { get; } = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<TestCluster> CreateAsync(KubernetesApiServer server, string name = "scanner", bool install = true)
    {
        if (install) await ResourceDefinition.InstallAsync(server);
        var @namespace = await server.CreateNamespaceAsync("membership", Cancelled);
        await ChartAccounts.CreateAsync(server, @namespace, name, Cancelled);
        return new TestCluster(server, @namespace, name);
    }

    /// <summary>A silo's table with a connection of its own, not initialised.</summary>
    public async Task<KubernetesMembershipTable> TableAsync(string account = ChartAccounts.Silo) =>
        Table(await ConnectAsync(account));

    /// <summary>A silo's table, as it is after the silo's start.</summary>
    public async Task<KubernetesMembershipTable> JoinedTableAsync()
    {
        var table = await TableAsync();
        await table.InitializeMembershipTableAsync(true, Cancelled);
        return table;
    }

    /// <summary>A webhook's list of gateways.</summary>
    public async Task<KubernetesGatewayListProvider> GatewaysAsync(string account = ChartAccounts.Webhook) =>
        Gateways(await ConnectAsync(account));

    public async Task<IKubernetes> ConnectAsync(string account)
    {
        var client = await Server.ConnectAsAsync(Namespace, account, Cancelled);
        _clients.Add(client);
        return client;
    }

    public KubernetesMembershipTable Table(IKubernetes client, TimeProvider? clock = null) =>
        new(Client(client, clock ?? TimeProvider.System), Options(), Log.For<KubernetesMembershipTable>());

    public KubernetesGatewayListProvider Gateways(IKubernetes client) => new(Client(client, TimeProvider.System), Options());

    /// <summary>Runs kubectl in the namespace, as the admin, and returns what it printed.</summary>
    public async Task<string> KubectlAsync(params string[] arguments)
    {
        var result = await Server.KubectlAsync(["-n", Namespace, .. arguments], null, Cancelled);
        Assert.True(result.Succeeded, result.Errors);
        return result.Output;
    }

    public void Dispose() => _clients.ForEach(client => client.Dispose());

    private OrleansClusterClient Client(IKubernetes client, TimeProvider clock) =>
        new(client, Options(), clock, Log.For<OrleansClusterClient>());

    private OptionsWrapper<KubernetesClusteringOptions> Options() =>
        new(new KubernetesClusteringOptions { ClusterName = Name, Namespace = Namespace });
}
