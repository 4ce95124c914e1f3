using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.TestingHost;
using Scanner.Hosting;
using Scanner.Silo.Storage;
using Scanner.Silo.Tests.Storage.Support;
using Scanner.Testing;

namespace Scanner.Silo.Tests.Storage;

/// <summary>Through Orleans: a grain with a state, in silos that come and go.</summary>
public sealed class KeptGrainTests(PostgresFixture postgres)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task State_ClusterRestarted_IsThere()
    {
        var (_, connection) = await postgres.CreateDatabaseAsync(Cancelled);
        await using (var first = await StartAsync(connection))
        {
            await first.Client.GetGrain<IKeptGrain>("a").Keep("something");
            await first.Client.GetGrain<IKeptGrain>("b").Keep("something else");
            await first.Client.GetGrain<IKeptGrain>("b").Forget();
        }

        await using var second = await StartAsync(connection);

        Assert.Equal("something", await second.Client.GetGrain<IKeptGrain>("a").Kept());
        Assert.Null(await second.Client.GetGrain<IKeptGrain>("b").Kept());
        Assert.Null(await second.Client.GetGrain<IKeptGrain>("c").Kept());
    }

    [Fact]
    public async Task State_DatabaseAway_LivesInTheGrain()
    {
        await using var cluster = await StartAsync(
            $"Host=127.0.0.1;Port={FreePorts.Take(1)[0]};Database=none;Username=nobody", isThere: false);

        await cluster.Client.GetGrain<IKeptGrain>("a").Keep("something");

        Assert.Equal("something", await cluster.Client.GetGrain<IKeptGrain>("a").Kept());
    }

    private static async Task<InProcessTestCluster> StartAsync(string connection, bool isThere = true)
    {
        var log = new LogLines();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Clair:Address"] = "http://127.0.0.1:9",
            ["Storage:Provider"] = "PostgreSql",
            ["Storage:ConnectionString"] = connection,
        }).Build();
        var builder = new InProcessTestClusterBuilder(2);
        builder.Options.ServiceId = ClusterDefaults.ServiceId;
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddLogging(logging => logging.AddProvider(log));
            silo.Services.AddStorage(configuration);
            silo.Services.AddScannerGrains(configuration);
        });
        var cluster = builder.Build();
        await cluster.DeployAsync(Cancelled);
        while (isThere && log.Count("PostgreSQL is open") < 2)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancelled);
        return cluster;
    }
}
