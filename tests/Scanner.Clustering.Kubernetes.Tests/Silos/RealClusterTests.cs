using System.Net;
using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Scanner.Clustering.Kubernetes.Tests.Setup;
using Scanner.Testing;

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
                silos.Add(await StartAsync(Silo(cluster, await cluster.ConnectAsync(LeastRbac.Silo), ports[2 * silo], ports[2 * silo + 1])));
            using var client = await StartAsync(Client(cluster, await cluster.ConnectAsync(LeastRbac.Webhook)));

            Assert.Equal(Silos, await ActiveAsync(client));
            Assert.Equal(Silos, (await (await cluster.GatewaysAsync()).GetGatewaysAsync(Cancelled)).Count);

            await silos[0].StopAsync(Cancelled);

            Assert.Equal(Silos - 1, await ActiveAsync(client));
            var table = await (await cluster.TableAsync()).ReadAllAsync(Cancelled);
            Assert.Equal(
                [SiloStatus.Active, SiloStatus.Active, SiloStatus.Dead], table.Members.Select(member => member.Item1.Status).Order());
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
            silo.Services.AddKubernetesMembership(options => (options.ClusterName, options.Namespace) = (cluster.Name, cluster.Namespace));
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
