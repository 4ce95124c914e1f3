using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Scanner.Silo.Inventory;
using Scanner.Silo.Tests.Inventory.Judging;
using Scanner.Testing;
using Scanner.Testing.Kubernetes;

namespace Scanner.Silo.Tests.Inventory;

/// <summary>
/// A team's namespace with pods on the real API server, and inventories of a silo that may do what the chart lets it.
/// </summary>
internal sealed class LiveLab : IAsyncDisposable
{
    /// <summary>Longer than anything here takes; a test that waits this long has failed.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private readonly KubernetesApiServer _server;
    private readonly Kubernetes _client;
    private readonly List<WorkloadInventory> _inventories = [];

    private LiveLab(KubernetesApiServer server, string @namespace, string silo, IKubernetes client) =>
        (_server, Namespace, Silo, _client) = (server, @namespace, silo, (Kubernetes)client);

    public string Namespace { get; }

    /// <summary>The silo's own namespace.</summary>
    public string Silo { get; }

    public FakeJudge Judge { get; } = new(TimeProvider.System);

    public ListLoggerFactory Log { get; } = new();

    public IKubernetes Admin => _server.Admin;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="server">The API server.</param>
    /// <param name="inventory">The chart's values below <c>inventory</c>.</param>
    public static async Task<LiveLab> StartAsync(KubernetesApiServer server, string inventory = "{enabled: true}")
    {
        var silo = await server.CreateNamespaceAsync("scanner", Token);
        var team = await server.CreateNamespaceAsync("team", Token);
        await GrantAsync(server, silo, inventory);
        return new LiveLab(server, team, silo, await server.ConnectAsAsync(silo, $"{silo}-silo", Token));
    }

    /// <summary>Gives the silo the rights of the chart with these values.</summary>
    public Task GrantAsync(string inventory) => GrantAsync(_server, Silo, inventory);

    public WorkloadInventory Begin(int pageSize = 500)
    {
        var inventory = new WorkloadInventory(_client, Judge, TimeProvider.System, Log, pageSize);
        _inventories.Add(inventory);
        return inventory;
    }

    /// <summary>A pod of a Deployment, with the status that a kubelet gives it.</summary>
    public async Task<V1Pod> RunAsync(string deployment, int image, string suffix)
    {
        var pod = await Admin.CoreV1.CreateNamespacedPodAsync(
            new V1Pod
            {
                Metadata = new V1ObjectMeta
                {
                    Name = $"{deployment}-7d4b9-{suffix}",
                    Labels = new Dictionary<string, string> { ["pod-template-hash"] = "7d4b9" },
                    OwnerReferences =
                    [
                        new() { ApiVersion = "apps/v1", Kind = "ReplicaSet", Name = $"{deployment}-7d4b9", Uid = Guid.NewGuid().ToString(), Controller = true },
                    ],
                },
                Spec = new V1PodSpec
                {
                    Containers = [new() { Name = "web", Image = $"registry.example/team/web:v{image}" }],
                    ImagePullSecrets = [new() { Name = "regcred" }],
                    ServiceAccountName = "runner",
                },
            },
            Namespace, cancellationToken: Token);
        var status = $$$"""
            {"status": {"phase": "Running", "containerStatuses": [{"name": "web", "image": "x", "ready": true, "restartCount": 0,
              "imageID": "registry.example/team/web@{{{Samples.DigestOf(image)}}}"}]}}
            """;
        return await Admin.CoreV1.PatchNamespacedPodStatusAsync(
            new V1Patch(status, V1Patch.PatchType.MergePatch), pod.Metadata.Name, Namespace, cancellationToken: Token);
    }

    public Task EndAsync(V1Pod pod) => Admin.CoreV1.DeleteNamespacedPodAsync(
        pod.Metadata.Name, Namespace, gracePeriodSeconds: 0, cancellationToken: Token);

    public async Task<IList<Corev1Event>> EventsAsync() =>
        (await Admin.CoreV1.ListNamespacedEventAsync(Namespace, cancellationToken: Token)).Items;

    /// <summary>Waits until it is so.</summary>
    public static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var giveUp = new CancellationTokenSource(Long);
        while (!await isSo())
        {
            Assert.False(giveUp.IsCancellationRequested, "It has not come to be so.");
            await Task.Delay(LookEvery, TimeProvider.System, Token);
        }
    }

    public static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    public async ValueTask DisposeAsync()
    {
        foreach (var inventory in _inventories) await inventory.DisposeAsync();
        _client.Dispose();
        // The next test counts the pods of the whole server.
        await Admin.CoreV1.DeleteCollectionNamespacedPodAsync(Namespace, gracePeriodSeconds: 0, cancellationToken: CancellationToken.None);
    }

    private static async Task GrantAsync(KubernetesApiServer server, string silo, string inventory)
    {
        RealServicesCheck.Require(RenderedChart.Missing());
        var chart = await RenderedChart.RenderAsync(
            silo, $"{RenderedChart.LeastValues}\nfullnameOverride: {silo}\ninventory: {inventory}", Token);
        await chart.ApplyAsync(server, made => made.IsRight && made.Hook is null && made.Name != $"{silo}-webhook", Token);
    }

    /// <summary>Keeps what any part logs.</summary>
    internal sealed class ListLoggerFactory : ILoggerFactory
    {
        private readonly ListLogger<LiveLab> _log = new();

        public IEnumerable<string> Errors => _log.Entries.Where(entry => entry.Level >= LogLevel.Error).Select(entry => entry.Text);

        public ILogger CreateLogger(string categoryName) => _log;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
