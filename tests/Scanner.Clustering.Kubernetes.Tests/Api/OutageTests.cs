using System.Net;
using System.Net.Sockets;
using k8s;
using Microsoft.Extensions.Time.Testing;
using Scanner.Clustering.Kubernetes.Api;
using Scanner.Clustering.Kubernetes.Tests.Setup;
using Scanner.Testing;
using Scanner.Testing.Kubernetes;

namespace Scanner.Clustering.Kubernetes.Tests.Api;

/// <summary>An API server that is away, silent or not set up.</summary>
public sealed class OutageTests(KubernetesFixture kubernetes)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ApiServerAwayAndBack_TheTableIsAsItWasAndGoesOn()
    {
        await using var server = await OwnServerAsync();
        using var cluster = await TestCluster.CreateAsync(server);
        var table = await cluster.JoinedTableAsync();
        var gateways = await cluster.GatewaysAsync();
        var entry = Entries.New();
        await table.AddAsync(entry);
        var before = await table.RowAsync(entry);

        await server.StopAsync();
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var failure = await Assert.ThrowsAsync<KubernetesMembershipException>(() => table.ReadAllAsync(Cancelled));
            Assert.Contains("the API server cannot be reached", failure.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<KubernetesMembershipException>(() => gateways.GetGatewaysAsync(Cancelled));
            await Assert.ThrowsAsync<KubernetesMembershipException>(() => table.UpdateIAmAliveAsync(entry, Cancelled));
        }
        await server.StartAgainAsync(Cancelled);

        Assert.True(await table.UpdateRowAsync(before.Entry, before.Etag, before.Version.Next(), Cancelled));
        await table.UpdateIAmAliveAsync(entry.AliveAt(Entries.Start.AddDays(1)), Cancelled);
        Assert.Single(await gateways.GetGatewaysAsync(Cancelled));
        Assert.Equal(2, cluster.Log.Lines.Count(line => line.Text.EndsWith("is reachable again", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task InitializeMembershipTable_WithoutTheDefinition_NamesIt()
    {
        await using var server = await OwnServerAsync();
        using var cluster = await TestCluster.CreateAsync(server, install: false);
        var table = await cluster.TableAsync();

        var failure = await Assert.ThrowsAsync<KubernetesMembershipException>(
            () => table.InitializeMembershipTableAsync(true, Cancelled));

        Assert.Equal(
            $"Cannot get orleansclusters.orleans.scanner.io 'scanner' in namespace '{cluster.Namespace}': "
            + "the cluster does not know this resource (404). "
            + "Install the CustomResourceDefinition orleansclusters.orleans.scanner.io; the chart brings it.",
            failure.Message);
    }

    [Fact]
    public async Task ReadAll_ApiServerNeverAnswers_GivesUpAfterTheDeadline()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var client = new k8s.Kubernetes(new KubernetesClientConfiguration { Host = $"http://{silent.LocalEndpoint}" });
        var clock = new FakeTimeProvider();

        var reading = cluster.Table(client, clock).ReadAllAsync(Cancelled);
        using var connection = await silent.AcceptSocketAsync(Cancelled);
        clock.Advance(OrleansClusterClient.RequestTimeout);

        var failure = await Assert.ThrowsAsync<KubernetesMembershipException>(() => reading);
        Assert.EndsWith("the API server did not answer within 5 s.", failure.Message, StringComparison.Ordinal);
        Assert.Equal([$"Orleans' membership table: {failure.Message}"], cluster.Log.Errors);
    }

    [Fact]
    public async Task ReadAll_CallerGivesUp_IsACancellationAndNoFault()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var table = await cluster.JoinedTableAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => table.ReadAllAsync(new CancellationToken(canceled: true)));

        Assert.Empty(cluster.Log.Lines);
    }

    /// <summary>A server to stop or to leave bare; the fixture's is others' too.</summary>
    private async Task<KubernetesApiServer> OwnServerAsync()
    {
        Assert.NotNull(kubernetes.Server);
        return await KubernetesApiServer.StartAsync(Cancelled);
    }
}
