using Scanner.Clustering.Kubernetes.Membership;
using Scanner.Clustering.Kubernetes.Resources;
using Scanner.Clustering.Kubernetes.Tests.Setup;

namespace Scanner.Clustering.Kubernetes.Tests.Membership;

public sealed class TableChangesTests
{
    [Fact]
    public void Insert_EtagOfThisVersionButNotTheNext_IsRefused()
    {
        Assert.Null(TableChanges.Insert(SiloTable.Empty, Entries.New(), new TableVersion(0, "0")));
        Assert.Null(TableChanges.Insert(SiloTable.Empty, Entries.New(), new TableVersion(2, "0")));
        Assert.Null(TableChanges.Insert(SiloTable.Empty, Entries.New(), new TableVersion(1, "1")));
        Assert.NotNull(TableChanges.Insert(SiloTable.Empty, Entries.New(), new TableVersion(1, "0")));
    }

    [Fact]
    public void Update_RowReadBeforeAHeartbeat_KeepsTheHeartbeat()
    {
        var silo = Entries.New();
        var table = TableChanges.Insert(SiloTable.Empty, silo.AliveAt(Entries.Start.AddHours(2)), new TableVersion(1, "0"))!;

        var changed = TableChanges.Update(table, silo.As(SiloStatus.Dead), "1", new TableVersion(2, "1"))!;

        var row = Assert.Single(changed.Silos).Value;
        Assert.Equal((SiloStatus.Dead, Entries.Start.AddHours(2)), (row.Status, row.IAmAliveTime));
        Assert.Equal(0, changed.ActiveSilos);
    }

    [Fact]
    public void RemoveDefunct_NothingToRemove_IsTheSameTable()
    {
        var table = TableChanges.Insert(SiloTable.Empty, Entries.New(), new TableVersion(1, "0"))!;

        Assert.Same(table, TableChanges.RemoveDefunct(table, DateTimeOffset.MaxValue));
    }

    [Fact]
    public void Clear_Table_AdvancesTheVersion()
    {
        var table = TableChanges.Insert(SiloTable.Empty, Entries.New(), new TableVersion(1, "0"))!;

        var cleared = TableChanges.Clear(table);

        Assert.Equal((2, 0, 0), (cleared.Version, cleared.ActiveSilos, cleared.Silos.Count));
        Assert.Same(cleared, TableChanges.Clear(cleared));
    }
}
