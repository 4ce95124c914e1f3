using Scanner.Clustering.Kubernetes.Tests.Setup;
using Scanner.Testing;

namespace Scanner.Clustering.Kubernetes.Tests.Membership;

/// <summary>The nine cases that Orleans asks of every membership table, against a real API server under the silo's least
/// RBAC.</summary>
public sealed class OrleansSuiteTests(KubernetesFixture kubernetes)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetGateways_MixedSilos_AreTheActiveOnesThatTakeClients()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var table = await cluster.JoinedTableAsync();
        MembershipEntry[] active = [Entries.New(), Entries.New()];
        foreach (var entry in active) await table.AddAsync(entry);
        await table.AddAsync(Entries.New(gatewayPort: 0));
        foreach (var status in Enum.GetValues<SiloStatus>().Where(status => status != SiloStatus.Active))
            await table.AddAsync(Entries.New(status));

        var gateways = await (await cluster.GatewaysAsync()).GetGatewaysAsync(Cancelled);

        Assert.Equal(
            active.Select(entry => $"gwy.tcp://10.1.2.3:30000/{entry.SiloAddress.Generation}").Order(),
            gateways.Select(gateway => gateway.ToString()).Order());
    }

    [Fact]
    public async Task ReadAll_NewTable_IsEmptyAtVersionZero()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var table = await cluster.JoinedTableAsync();

        var read = await table.ReadAllAsync(Cancelled);

        Assert.Empty(read.Members);
        Assert.Equal((0, "0"), (read.Version.Version, read.Version.VersionEtag));
    }

    [Fact]
    public async Task InsertRow_NewSilo_AddsItAndAdvancesTheVersion()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var table = await cluster.JoinedTableAsync();
        var before = await table.ReadAllAsync(Cancelled);

        Assert.True(await table.InsertRowAsync(Entries.New(), before.Version.Next(), Cancelled));

        var after = await table.ReadAllAsync(Cancelled);
        Assert.Single(after.Members);
        Assert.Equal(1, after.Version.Version);
        Assert.NotEqual(before.Version.VersionEtag, after.Version.VersionEtag);
    }

    [Fact]
    public async Task InsertRow_RowIsThereOrVersionIsStale_ChangesNothing()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var table = await cluster.JoinedTableAsync();
        var empty = await table.ReadAllAsync(Cancelled);
        var entry = Entries.New();
        Assert.True(await table.InsertRowAsync(entry, empty.Version.Next(), Cancelled));
        var before = await table.ReadAllAsync(Cancelled);

        Assert.False(await table.InsertRowAsync(entry, empty.Version.Next(), Cancelled));
        Assert.False(await table.InsertRowAsync(entry, before.Version.Next(), Cancelled));
        Assert.False(await table.InsertRowAsync(Entries.New(), empty.Version.Next(), Cancelled));
        Assert.False(await table.InsertRowAsync(Entries.New(), before.Version.Next().Next(), Cancelled));

        var after = await table.ReadRowAsync(entry.SiloAddress, Cancelled);
        Assert.Equal(before.Version, after.Version);
        Assert.Equal(entry.Text(), Assert.Single(after.Members).Item1.Text());
        Assert.Empty((await table.ReadRowAsync(Entries.New().SiloAddress, Cancelled)).Members);
    }

    [Fact]
    public async Task ReadAll_AfterInserts_HasEveryFieldOfEveryRow()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var table = await cluster.JoinedTableAsync();
        MembershipEntry[] entries = [.. Enum.GetValues<SiloStatus>().Select(status => Entries.New(status))];
        entries[1] = entries[1].SuspectedBy(entries[2], Entries.Start.AddTicks(7)).SuspectedBy(entries[3], Entries.Start);
        (entries[2].RoleName, entries[3].HostName, entries[3].SiloName) = (null, "", "");
        foreach (var entry in entries) await table.AddAsync(entry);

        var read = await table.ReadAllAsync(Cancelled);

        Assert.Equal(entries.Length, read.Version.Version);
        Assert.Equal(entries.Select(entry => entry.Text()).Order(), read.Members.Select(member => member.Item1.Text()).Order());
    }

    [Fact]
    public async Task UpdateRow_WithTheEtagsItWasReadAt_Succeeds()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var table = await cluster.JoinedTableAsync();
        for (var silo = 1; silo <= 5; silo++)
        {
            var entry = Entries.New(SiloStatus.Joining);
            var before = await table.ReadAllAsync(Cancelled);
            Assert.False(await table.UpdateRowAsync(entry, before.Version.VersionEtag, before.Version.Next(), Cancelled));
            Assert.True(await table.InsertRowAsync(entry, before.Version.Next(), Cancelled));
            var (_, etag, version) = await table.RowAsync(entry);

            Assert.False(await table.UpdateRowAsync(entry, "wrong", version.Next(), Cancelled));
            Assert.False(await table.UpdateRowAsync(entry, etag, before.Version.Next(), Cancelled));
            Assert.True(await table.UpdateRowAsync(entry.As(SiloStatus.Active), etag, version.Next(), Cancelled));
            Assert.False(await table.UpdateRowAsync(entry, etag, version.Next(), Cancelled));

            var after = await table.RowAsync(entry);
            Assert.Equal(entry.As(SiloStatus.Active).Text(), after.Entry.Text());
            Assert.Equal(2 * silo, after.Version.Version);
        }
    }

    [Fact]
    public async Task UpdateRow_InParallel_EachWriterWinsOnce()
    {
        const int writers = 19;
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var table = await cluster.JoinedTableAsync();
        var entry = Entries.New();
        await table.AddAsync(entry);

        await Task.WhenAll(Enumerable.Range(0, writers).Select(async _ =>
        {
            (MembershipEntry Entry, string Etag, TableVersion Version) row;
            do row = await table.RowAsync(entry);
            while (!await table.UpdateRowAsync(row.Entry, row.Etag, row.Version.Next(), Cancelled));
        }));

        Assert.Equal(1 + writers, (await table.RowAsync(entry)).Version.Version);
        Assert.Empty(cluster.Log.Lines);
    }

    [Fact]
    public async Task UpdateIAmAlive_ChangesTheHeartbeatAlone()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var table = await cluster.JoinedTableAsync();
        var entry = Entries.New().SuspectedBy(Entries.New(), Entries.Start);
        await table.AddAsync(entry);
        var before = await table.RowAsync(entry);

        // Orleans sends the heartbeat in an entry that has nothing else.
        var heartbeat = new MembershipEntry { SiloAddress = entry.SiloAddress, IAmAliveTime = Entries.Start.AddTicks(98765432) };
        await table.UpdateIAmAliveAsync(heartbeat, Cancelled);

        var after = await table.RowAsync(entry);
        Assert.Equal(entry.AliveAt(heartbeat.IAmAliveTime).Text(), after.Entry.Text());
        Assert.Equal((before.Etag, before.Version), (after.Etag, after.Version));
    }

    [Fact]
    public async Task CleanupDefunctSiloEntries_OldRows_RemovesTheDeadOnes()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var table = await cluster.JoinedTableAsync();
        var now = Entries.Start.AddDays(30);
        var kept = Entries.New(SiloStatus.Dead).AliveAt(now);
        MembershipEntry[] entries = [Entries.New(SiloStatus.Dead), Entries.New(SiloStatus.Dead), kept, Entries.New()];
        foreach (var entry in entries) await table.AddAsync(entry);

        await table.CleanupDefunctSiloEntriesAsync(now.AddDays(-7), Cancelled);

        var after = await table.ReadAllAsync(Cancelled);
        Assert.Equal([SiloStatus.Active, SiloStatus.Dead], after.Members.Select(member => member.Item1.Status).Order());
        Assert.NotNull(after.TryGet(kept.SiloAddress));
    }
}
