using System.Net;
using Scanner.Clustering.Kubernetes.Tests.Setup;
using Scanner.Testing;

namespace Scanner.Clustering.Kubernetes.Tests.Membership;

/// <summary>What Orleans 10.4 asks beyond its older suite, and what a table in Kubernetes can get wrong.</summary>
public sealed class Orleans104Tests(KubernetesFixture kubernetes)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task UpdateRow_HeartbeatsSinceItWasRead_SucceedsAndKeepsTheNewest()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var table = await cluster.JoinedTableAsync();
        var (voted, other) = (Entries.New(), Entries.New());
        await table.AddAsync(voted);
        await table.AddAsync(other);
        var (entry, etag, version) = await table.RowAsync(voted);
        var newest = Entries.Start.AddHours(1);
        await table.UpdateIAmAliveAsync(voted.AliveAt(newest), Cancelled);
        await table.UpdateIAmAliveAsync(other.AliveAt(newest), Cancelled);

        Assert.True(await table.UpdateRowAsync(entry.SuspectedBy(other, newest), etag, version.Next(), Cancelled));

        Assert.Equal(voted.AliveAt(newest).SuspectedBy(other, newest).Text(), (await table.RowAsync(voted)).Entry.Text());
        Assert.Equal(newest, (await table.RowAsync(other)).Entry.IAmAliveTime);
    }

    [Fact]
    public async Task UpdateRow_RacingHeartbeats_NeverFailsForThem()
    {
        const int updates = 30;
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var table = await cluster.JoinedTableAsync();
        MembershipEntry[] silos = [Entries.New(), Entries.New(), Entries.New(), Entries.New()];
        foreach (var silo in silos) await table.AddAsync(silo);
        var beating = await Task.WhenAll(silos.Select(_ => cluster.TableAsync()));

        for (var update = 1; update <= updates; update++)
        {
            var (entry, etag, version) = await table.RowAsync(silos[0]);
            var time = Entries.Start.AddHours(update);
            var heartbeats = silos.Zip(beating, (silo, own) => own.UpdateIAmAliveAsync(silo.AliveAt(time), Cancelled)).ToArray();
            Assert.True(await table.UpdateRowAsync(entry, etag, version.Next(), Cancelled));
            await Task.WhenAll(heartbeats);
        }

        var after = await table.ReadAllAsync(Cancelled);
        Assert.Equal(silos.Length + updates, after.Version.Version);
        Assert.All(after.Members, member => Assert.Equal(Entries.Start.AddHours(updates), member.Item1.IAmAliveTime));
        Assert.Empty(cluster.Log.Lines);
    }

    [Fact]
    public async Task CleanupDefunctSiloEntries_RecentOrAliveRows_KeepsThemAndTheVersion()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var table = await cluster.JoinedTableAsync();
        var limit = Entries.Start.AddDays(30);
        MembershipEntry[] kept =
        [
            .. Enum.GetValues<SiloStatus>().Where(status => status != SiloStatus.Dead).Select(status => Entries.New(status)),
            Entries.New(SiloStatus.Dead).AliveAt(limit),
            Entries.New(SiloStatus.Dead).SuspectedBy(Entries.New(), limit.AddTicks(1)),
            StartedAt(limit.AddTicks(1)),
        ];
        var removed = Entries.New(SiloStatus.Dead).AliveAt(limit.AddTicks(-1)).SuspectedBy(Entries.New(), limit.AddDays(-1));
        foreach (var entry in kept.Append(removed)) await table.AddAsync(entry);
        var before = await table.RowAsync(kept[0]);

        await table.CleanupDefunctSiloEntriesAsync(limit, Cancelled);

        var after = await table.ReadAllAsync(Cancelled);
        Assert.Equal(kept.Select(entry => entry.Text()).Order(), after.Members.Select(member => member.Item1.Text()).Order());
        Assert.Equal(before.Version, after.Version);
        Assert.True(await table.UpdateRowAsync(before.Entry, before.Etag, before.Version.Next(), Cancelled));
    }

    [Fact]
    public async Task RowThatWasRemoved_HeartbeatOrUpdate_DoesNotComeBack()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var table = await cluster.JoinedTableAsync();
        var entry = Entries.New(SiloStatus.Dead);
        await table.AddAsync(entry);
        var row = await table.RowAsync(entry);
        await table.CleanupDefunctSiloEntriesAsync(Entries.Start.AddDays(1), Cancelled);

        var failure = await Assert.ThrowsAsync<KubernetesMembershipException>(() => table.UpdateIAmAliveAsync(entry, Cancelled));
        Assert.False(await table.UpdateRowAsync(entry, row.Etag, row.Version.Next(), Cancelled));

        var expected = $"Silo {entry.SiloAddress.ToParsableString()} is not in the membership table 'scanner'";
        Assert.StartsWith(expected, failure.Message, StringComparison.Ordinal);
        Assert.Empty((await table.ReadAllAsync(Cancelled)).Members);
    }

    [Fact]
    public async Task SiloWithIPv6Address_IsARowLikeAnyOther()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var table = await cluster.JoinedTableAsync();
        var entry = Entries.New(ip: IPAddress.Parse("fd00:10:244::5"));
        await table.AddAsync(entry);
        var alive = entry.AliveAt(Entries.Start.AddDays(1)).SuspectedBy(Entries.New(ip: IPAddress.IPv6Loopback), Entries.Start);

        await table.UpdateIAmAliveAsync(alive, Cancelled);
        await table.ChangeAsync(alive);

        Assert.Equal(alive.Text(), (await table.RowAsync(entry)).Entry.Text());
        var gateway = Assert.Single(await (await cluster.GatewaysAsync()).GetGatewaysAsync(Cancelled));
        Assert.Equal($"gwy.tcp://[fd00:10:244::5]:30000/{entry.SiloAddress.Generation}", gateway.ToString());
    }

    [Fact]
    public async Task DeleteMembershipTableEntries_OfAnotherCluster_IsRefused()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var table = await cluster.JoinedTableAsync();
        await table.AddAsync(Entries.New());

        await Assert.ThrowsAsync<ArgumentException>(() => table.DeleteMembershipTableEntriesAsync("other", Cancelled));
        Assert.Single((await table.ReadAllAsync(Cancelled)).Members);

        await table.DeleteMembershipTableEntriesAsync(cluster.Name, Cancelled);
        var emptied = await table.ReadAllAsync(Cancelled);
        Assert.Empty(emptied.Members);
        Assert.Equal(2, emptied.Version.Version);
    }

    [Fact]
    public async Task ReadAll_WhileRowsAreInserted_NeverSeesAVersionWithoutItsRow()
    {
        const int rows = 40;
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var table = await cluster.JoinedTableAsync();
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var readers = Enumerable.Range(0, 3).Select(_ => ReadAsync(cluster, done.Token)).ToArray();

        for (var row = 0; row < rows; row++) await table.AddAsync(Entries.New());

        await done.CancelAsync();
        var reads = (await Task.WhenAll(readers)).SelectMany(read => read).ToList();
        Assert.Contains(reads, read => read.Version is > 0 and < rows);
        Assert.All(reads, read => Assert.Equal(read.Version, read.Rows));
    }

    private static MembershipEntry StartedAt(DateTime time)
    {
        var entry = Entries.New(SiloStatus.Dead);
        entry.StartTime = time;
        return entry;
    }

    private static async Task<List<(int Version, int Rows)>> ReadAsync(TestCluster cluster, CancellationToken done)
    {
        var table = await cluster.TableAsync();
        var reads = new List<(int, int)>();
        while (!done.IsCancellationRequested)
        {
            var read = await table.ReadAllAsync(Cancelled);
            reads.Add((read.Version.Version, read.Members.Count));
        }
        return reads;
    }
}
