using System.Net;
using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Scanner.Clustering.Kubernetes.Tests.Setup;
using Scanner.Testing;
using Scanner.Testing.Kubernetes;

namespace Scanner.Clustering.Kubernetes.Tests.Silos;

/// <summary>Silos and a client over real sockets, which know each other from the table alone.</summary>
public sealed class RealClusterTests(KubernetesFixture kubernetes)
{
    private const int Silos = 3;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ThreeSilosAndAClient_FormOneCluster_AndOneThatStopsIsMissedByNobody()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var ports = FreePorts.Take(2 * Silos);
        var silos = new List<IHost>();
        try
        {
            for (var silo = 0; silo < Silos; silo++)
            {
                var connection = await cluster.ConnectAsync(ChartAccounts.Silo);
                silos.Add(await StartAsync(Silo(cluster, connection, ports[2 * silo], ports[2 * silo + 1])));
            }

            using var client = await StartAsync(Client(cluster, await cluster.ConnectAsync(ChartAccounts.Webhook)));

            Assert.Equal(Silos, await ActiveAsync(client));
            Assert.Equal(Silos, (await (await cluster.GatewaysAsync()).GetGatewaysAsync(Cancelled)).Count);

            await silos[0].StopAsync(Cancelled);

            Assert.Equal(Silos - 1, await ActiveAsync(client));
            var table = await (await cluster.TableAsync()).ReadAllAsync(Cancelled);
            var statuses = table.Members.Select(member => member.Item1.Status).Order();
            Assert.Equal([SiloStatus.Active, SiloStatus.Active, SiloStatus.Dead], statuses);
            await client.StopAsync(Cancelled);
        }
        finally
        {
            foreach (var silo in silos)
            {
                await silo.StopAsync(CancellationToken.None);
                silo.Dispose();
            }
        }
    }

    [Fact]
    public async Task Client_StartedWhileTheApiServerIsAway_ConnectsWhenItIsBack()
    {
        Assert.NotNull(kubernetes.Server);
        await using var server = await KubernetesApiServer.StartAsync(Cancelled);
        using var cluster = await TestCluster.CreateAsync(server);
        var ports = FreePorts.Take(2);
        using var silo = await StartAsync(Silo(cluster, await cluster.ConnectAsync(ChartAccounts.Silo), ports[0], ports[1]));
        var builder = Client(cluster, await cluster.ConnectAsync(ChartAccounts.Webhook));
        using var log = new LogRecorder();
        builder.Logging.AddFilter<LogRecorder>(typeof(KubernetesClusteringOptions).Namespace, LogLevel.Information);
        builder.Logging.AddProvider(log);
        await server.StopAsync();

        // With Orleans' own retry filter, which lets any other exception end the client.
        var starting = StartAsync(builder);
        await log.FirstError;
        await server.StartAgainAsync(Cancelled);

        using var client = await starting;
        Assert.Equal(1, await ActiveAsync(client));
        await client.StopAsync(Cancelled);
        await silo.StopAsync(Cancelled);
    }

    private static async Task<int> ActiveAsync(IHost client)
    {
        var management = client.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);
        return (await management.GetHosts(onlyActive: true)).Count;
    }

    private static HostApplicationBuilder Silo(TestCluster cluster, IKubernetes kubernetes, int siloPort, int gatewayPort)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(kubernetes);
        builder.UseOrleans(silo =>
        {
            silo.Services.AddKubernetesMembership(
                options => (options.ClusterName, options.Namespace) = (cluster.Name, cluster.Namespace));
            silo.ConfigureEndpoints(IPAddress.Loopback, siloPort, gatewayPort);
            silo.Configure<SiloOptions>(options => options.SiloName = $"silo-{siloPort}");
        });
        return builder;
    }

    private static HostApplicationBuilder Client(TestCluster cluster, IKubernetes kubernetes)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleansClient(client => client.UseKubernetesGateways(
            options => (options.ClusterName, options.Namespace) = (cluster.Name, cluster.Namespace), kubernetes));
        return builder;
    }

    private static async Task<IHost> StartAsync(HostApplicationBuilder builder)
    {
        var host = builder.Build();
        await host.StartAsync(Cancelled);
        return host;
    }
}
