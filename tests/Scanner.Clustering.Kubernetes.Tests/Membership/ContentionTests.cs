using Scanner.Clustering.Kubernetes.Tests.Setup;
using Scanner.Testing;

namespace Scanner.Clustering.Kubernetes.Tests.Membership;

/// <summary>Several silos, each with a connection of its own, that write at once.</summary>
public sealed class ContentionTests(KubernetesFixture kubernetes)
{
    private const int Writers = 12;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task InitializeMembershipTable_AllAtOnce_MakesOneTable()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var tables = await TablesAsync(cluster);

        await Task.WhenAll(tables.Select(table => table.InitializeMembershipTableAsync(true, Cancelled)));

        foreach (var table in tables) await table.AddAsync(Entries.New());
        Assert.Equal(Writers, (await tables[0].ReadAllAsync(Cancelled)).Members.Count);
        Assert.Empty(cluster.Log.Lines);
    }

    [Fact]
    public async Task InsertRow_AllAtTheSameVersion_OneSucceedsAndTheOthersHearNo()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        await cluster.JoinedTableAsync();
        var tables = await TablesAsync(cluster);
        var read = await tables[0].ReadAllAsync(Cancelled);
        var next = read.Version.Next();

        var results = await Task.WhenAll(tables.Select(table => table.InsertRowAsync(Entries.New(), next, Cancelled)));

        Assert.Single(results, succeeded => succeeded);
        var after = await tables[0].ReadAllAsync(Cancelled);
        Assert.Equal((1, 1), (after.Version.Version, after.Members.Count));
        Assert.Empty(cluster.Log.Lines);
    }

    [Fact]
    public async Task JoinHeartbeatAndLeave_AllAtOnce_LosesNothing()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        await cluster.JoinedTableAsync();
        var tables = await TablesAsync(cluster);
        var silos = tables.Select(_ => Entries.New(SiloStatus.Joining)).ToArray();

        await Task.WhenAll(tables.Zip(silos, (table, silo) => LiveAsync(table, silo)));

        var after = await tables[0].ReadAllAsync(Cancelled);
        Assert.Equal(3 * Writers, after.Version.Version);
        Assert.Equal(
            silos.Select(silo => silo.As(SiloStatus.Dead).AliveAt(Entries.Start.AddHours(1)).Text()).Order(),
            after.Members.Select(member => member.Item1.Text()).Order());
        Assert.DoesNotContain(cluster.Log.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Error);
    }

    private static async Task LiveAsync(IMembershipTable table, MembershipEntry silo)
    {
        while (!await table.InsertRowAsync(silo, (await table.ReadAllAsync(Cancelled)).Version.Next(), Cancelled))
        {
        }

        foreach (var status in (SiloStatus[])[SiloStatus.Active, SiloStatus.Dead])
        {
            await table.UpdateIAmAliveAsync(silo.AliveAt(Entries.Start.AddHours(1)), Cancelled);
            (MembershipEntry Entry, string Etag, TableVersion Version) row;
            do row = await table.RowAsync(silo);
            while (!await table.UpdateRowAsync(row.Entry.As(status), row.Etag, row.Version.Next(), Cancelled));
        }
    }

    private static async Task<IMembershipTable[]> TablesAsync(TestCluster cluster)
    {
        var tables = new IMembershipTable[Writers];
        for (var writer = 0; writer < Writers; writer++) tables[writer] = await cluster.TableAsync();
        return tables;
    }
}
