using Scanner.Clustering.Kubernetes.Tests.Setup;
using Scanner.Testing;

namespace Scanner.Clustering.Kubernetes.Tests.Membership;

/// <summary>A table that is not there must never look like an empty one: a silo would take itself for the only one.</summary>
public sealed class LostTableTests(KubernetesFixture kubernetes)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task InitializeMembershipTable_NotAskedToMakeIt_MakesNone()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var table = await cluster.TableAsync();

        await table.InitializeMembershipTableAsync(false, Cancelled);

        await Assert.ThrowsAsync<KubernetesMembershipException>(() => table.ReadAllAsync(Cancelled));
        Assert.Empty(await cluster.KubectlAsync("get", "orleansclusters", "-o", "name"));
    }

    [Fact]
    public async Task EveryOperation_TableWasDeleted_SaysSo()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var table = await cluster.JoinedTableAsync();
        var entry = Entries.New();
        await table.AddAsync(entry);
        var (_, etag, version) = await table.RowAsync(entry);
        await cluster.KubectlAsync("delete", "orleanscluster", cluster.Name);

        Func<Task>[] operations =
        [
            () => table.ReadAllAsync(Cancelled),
            () => table.ReadRowAsync(entry.SiloAddress, Cancelled),
            () => table.InsertRowAsync(Entries.New(), version.Next(), Cancelled),
            () => table.UpdateRowAsync(entry, etag, version.Next(), Cancelled),
            () => table.CleanupDefunctSiloEntriesAsync(DateTimeOffset.MaxValue, Cancelled),
            () => table.DeleteMembershipTableEntriesAsync(cluster.Name, Cancelled),
        ];
        foreach (var operation in operations)
        {
            var failure = await Assert.ThrowsAsync<KubernetesMembershipException>(operation);
            Assert.Equal(
                "The membership table 'scanner' is gone: its OrleansCluster was deleted. "
                + "Restart every silo; the first one makes a new table.",
                failure.Message);
        }

        await Assert.ThrowsAsync<KubernetesMembershipException>(() => table.UpdateIAmAliveAsync(entry, Cancelled));
        Assert.Equal(operations.Length + 1, cluster.Log.Errors.Count());
    }

    [Fact]
    public async Task ReadAll_TableWasMadeAnew_SaysSoAndANewSiloGoesOn()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var old = await cluster.JoinedTableAsync();
        await old.AddAsync(Entries.New());
        await cluster.KubectlAsync("delete", "orleanscluster", cluster.Name);

        var fresh = await cluster.JoinedTableAsync();

        Assert.Empty((await fresh.ReadAllAsync(Cancelled)).Members);
        var failure = await Assert.ThrowsAsync<KubernetesMembershipException>(() => old.ReadAllAsync(Cancelled));
        Assert.Contains("Restart this silo", failure.Message, StringComparison.Ordinal);
        Assert.Contains(failure.Message, cluster.Log.Errors);
    }
}
