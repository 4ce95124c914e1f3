using System.Net;
using k8s;
using k8s.Autorest;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Scanner.Grains;
using Scanner.Images;
using Scanner.Silo.Inventory;
using Scanner.Silo.Inventory.Judging;
using Scanner.Silo.Inventory.Pods;
using Scanner.Testing;
using Scanner.Testing.Kubernetes;

namespace Scanner.Silo.Tests.Inventory;

/// <summary>The inventory against a real kube-apiserver, under the rights that the chart gives a silo.</summary>
public sealed class LiveInventoryTests(KubernetesFixture kubernetes)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Inventory_PodsComeAndGo_KnowsWhatRuns()
    {
        await using var lab = await LiveLab.StartAsync(kubernetes.Server);
        for (var number = 0; number < 7; number++) await lab.RunAsync("web", 1, $"a{number}");
        var other = await lab.RunAsync("shop", 2, "a");

        var inventory = lab.Begin(pageSize: 3);
        await LiveLab.UntilAsync(() => inventory.GetState() is { Pods: 8, Workloads: 2, Images: 2, JudgedImages: 2, ListedAt: not null });

        await lab.RunAsync("late", 3, "a");
        await LiveLab.UntilAsync(() => inventory.GetState() is { Pods: 9, Workloads: 3, Images: 3, JudgedImages: 3 });
        await lab.EndAsync(other);
        await LiveLab.UntilAsync(() => inventory.GetState() is { Pods: 8, Workloads: 2, Images: 2 });

        Assert.Equal("follows the cluster's pods", inventory.GetState().Progress);
        Assert.Empty(inventory.GetState().Refused);
        Assert.Empty(await lab.EventsAsync());
        Assert.Equal(
            [
                new PullContext { Namespace = lab.Namespace, ServiceAccountName = "runner", PullSecretNames = ["regcred"] },
            ],
            lab.Judge.Asked.Select(asked => asked.PullContext).Distinct());
    }

    [Fact]
    public async Task Inventory_RefusedImage_IsOneEventAlsoAfterARestart()
    {
        await using var lab = await LiveLab.StartAsync(kubernetes.Server);
        lab.Judge.Verdicts[Digest.Parse(Samples.DigestOf(1))] = Samples.Refused("CVE-2026-1", "CVE-2026-2");
        for (var number = 0; number < 3; number++) await lab.RunAsync("web", 1, $"a{number}");
        await lab.RunAsync("shop", 2, "a");

        var first = lab.Begin();
        await LiveLab.UntilAsync(async () => (await lab.EventsAsync()).Count == 1);
        await first.DisposeAsync();
        var second = lab.Begin();
        await LiveLab.UntilAsync(() => second.GetState() is { Workloads: 2, RefusedWorkloads: 1, JudgedImages: 2 });
        // One more workload with the same image: when its Event is there, the second one would be too.
        await lab.RunAsync("new", 1, "a");
        await LiveLab.UntilAsync(async () => (await lab.EventsAsync()).Count > 1);

        var events = (await lab.EventsAsync()).OrderByDescending(written => written.InvolvedObject.Name, StringComparer.Ordinal).ToArray();
        Assert.Equal(["web", "new"], events.Select(written => written.InvolvedObject.Name));
        var told = events[0];
        Assert.Equal(
            ("Warning", "ImageVulnerable", "Deployment", "apps/v1", lab.Namespace),
            (told.Type, told.Reason, told.InvolvedObject.Kind, told.InvolvedObject.ApiVersion, told.InvolvedObject.NamespaceProperty));
        Assert.StartsWith(
            $"Would be refused if restarted now: image registry.example/team/web:v1@{Samples.DigestOf(1)} has 2 vulnerabilities",
            told.Message, StringComparison.Ordinal);
        var refused = second.GetState().Refused;
        Assert.Equal([("new", 1), ("web", 3)], refused.Select(workload => (workload.Name, workload.Pods)));
        Assert.Equal(2, refused[0].Refused.Total);
    }

    [Fact]
    public async Task Inventory_EventsForbidden_IsToldOnceAndTheRestWorks()
    {
        await using var lab = await LiveLab.StartAsync(kubernetes.Server);
        await kubernetes.Server.Admin.RbacAuthorizationV1.PatchClusterRoleAsync(
            new k8s.Models.V1Patch(
                """[{"op": "remove", "path": "/rules/1"}]""", k8s.Models.V1Patch.PatchType.JsonPatch),
            $"{lab.Silo}-inventory", cancellationToken: Token);
        lab.Judge.Default = Samples.Refused("CVE-2026-1");
        for (var number = 0; number < 3; number++) await lab.RunAsync($"web{number}", number, "a");

        var inventory = lab.Begin();
        await LiveLab.UntilAsync(() => lab.Log.Errors.Any() && inventory.GetState().RefusedWorkloads == 3);

        Assert.Contains(
            "Grant the silo's ServiceAccount a ClusterRole with apiGroups [\"events.k8s.io\"], resources [\"events\"], verbs [\"create\"]",
            Assert.Single(lab.Log.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inventory_RightsGrantedLater_BeginsByItself()
    {
        await using var lab = await LiveLab.StartAsync(kubernetes.Server, "{enabled: false}");
        await lab.RunAsync("web", 1, "a");
        var inventory = lab.Begin();
        await LiveLab.UntilAsync(() => lab.Log.Errors.Any());
        Assert.Contains("pods is forbidden", inventory.GetState().Progress, StringComparison.Ordinal);

        await lab.GrantAsync("{enabled: true}");
        await LiveLab.UntilAsync(() => inventory.GetState().Pods == 1);

        Assert.Single(lab.Log.Errors);
    }

    [Fact]
    public async Task Inventory_ApiServerAwayAndBack_KeepsWhatItKnowsAndGoesOn()
    {
        // One of its own: it is stopped.
        RealServicesCheck.Require(KubernetesApiServer.Missing());
        await using var server = await KubernetesApiServer.StartAsync(Token);
        await using var lab = await LiveLab.StartAsync(server);
        await lab.RunAsync("web", 1, "a");
        var inventory = lab.Begin();
        await LiveLab.UntilAsync(() => inventory.GetState() is { Pods: 1, JudgedImages: 1 });

        await server.StopAsync();
        await LiveLab.UntilAsync(() => inventory.GetState().Progress.StartsWith("the cluster's pods cannot be followed", StringComparison.Ordinal));
        Assert.Equal((1, 1), (inventory.GetState().Pods, inventory.GetState().Workloads));

        await server.StartAgainAsync(Token);
        await lab.RunAsync("late", 2, "a");
        await LiveLab.UntilAsync(() => inventory.GetState() is { Pods: 2, JudgedImages: 2, Progress: "follows the cluster's pods" });

        // A server that began anew has forgotten the first changes there were.
        using var admin = new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(server.Kubeconfig));
        Assert.Equal(HttpStatusCode.Gone, await RefusalOfWatchAsync(new PodApi(admin, TimeProvider.System), "1"));
    }

    [Fact]
    public async Task Grain_TwoSilos_RunsOnOneAndMovesWhenItDies()
    {
        await using var lab = await LiveLab.StartAsync(kubernetes.Server);
        lab.Judge.Default = Samples.Refused("CVE-2026-1");
        await lab.RunAsync("web", 1, "a");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Inventory:Enabled"] = "true",
            ["Kubernetes:Kubeconfig"] = await kubernetes.Server.KubeconfigForAsync(lab.Silo, $"{lab.Silo}-silo", Token),
        }).Build();
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<IImageJudge>(lab.Judge);
            silo.Services.AddInventory(configuration);
        });
        await using var cluster = builder.Build();
        await cluster.DeployAsync(Token);
        var grain = cluster.Client.GetGrain<IInventoryGrain>(IInventoryGrain.Key);

        // The silos' own keepers start it.
        await LiveLab.UntilAsync(async () => await grain.GetState() is { IsRunning: true, RefusedWorkloads: 1 });
        var refused = Assert.Single((await grain.GetState()).Refused);
        Assert.Equal(("Deployment", "web"), (refused.Kind, refused.Name));

        var management = cluster.Client.GetGrain<IManagementGrain>(0);
        var at = await management.GetActivationAddress(grain, Token);
        await cluster.KillSiloAsync(cluster.Silos.Single(silo => silo.SiloAddress.Equals(at)), Token);
        await LiveLab.UntilAsync(async () =>
        {
            try
            {
                return await grain.GetState() is { IsRunning: true, RefusedWorkloads: 1 };
            }
            // While the dead silo is not known to be dead.
            catch (Exception e) when (e is OrleansException or TimeoutException)
            {
                return false;
            }
        });

        Assert.Single(await lab.EventsAsync());
    }

    [Fact]
    public async Task Grain_NotEnabled_IsNotRunning()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) => silo.Services.AddInventory(new ConfigurationBuilder().Build()));
        await using var cluster = builder.Build();
        await cluster.DeployAsync(Token);
        var grain = cluster.Client.GetGrain<IInventoryGrain>(IInventoryGrain.Key);

        await grain.KeepRunning();

        Assert.Equal(InventoryState.Stopped, await grain.GetState());
        await Assert.ThrowsAsync<ArgumentException>(cluster.Client.GetGrain<IInventoryGrain>("other").KeepRunning);
    }

    private static async Task<HttpStatusCode?> RefusalOfWatchAsync(PodApi api, string version)
    {
        try
        {
            await foreach (var change in api.WatchAsync(version, TimeSpan.FromSeconds(5), () => { }, Token))
            {
                if (change.Type == "ERROR") return (HttpStatusCode?)change.Object?.Code;
            }

            return null;
        }
        catch (HttpOperationException e)
        {
            return e.Response.StatusCode;
        }
    }
}
