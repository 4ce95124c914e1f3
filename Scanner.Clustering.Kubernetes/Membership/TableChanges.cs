using System.Collections.Immutable;
using Scanner.Clustering.Kubernetes.Resources;

namespace Scanner.Clustering.Kubernetes.Membership;

/// <summary>The changes that Orleans' IMembershipTable knows, as functions from table to table; null where its contract says
/// no.</summary>
internal static class TableChanges
{
    /// <summary>Adds a row, if there is none of that silo and the table is still at the version that was read.</summary>
    public static SiloTable? Insert(SiloTable table, MembershipEntry entry, TableVersion next)
    {
        var key = SiloTable.KeyOf(entry.SiloAddress);
        if (!Follows(table, next) || table.Silos.ContainsKey(key)) return null;
        return SiloTable.Of(table.Silos.Add(key, SiloRow.From(entry)), next.Version);
    }

    /// <summary>Replaces a row, if it is there and the table is still at the version at which both etags were read.</summary>
    public static SiloTable? Update(SiloTable table, MembershipEntry entry, string etag, TableVersion next)
    {
        var key = SiloTable.KeyOf(entry.SiloAddress);
        if (!Follows(table, next) || etag != table.Etag || !table.Silos.TryGetValue(key, out var old)) return null;
        var row = SiloRow.From(entry);
        // Whoever votes against a silo writes its row as it was when read; a heartbeat that came since is kept.
        if (old.IAmAliveTime > row.IAmAliveTime) row = row with { IAmAliveTime = old.IAmAliveTime };
        return SiloTable.Of(table.Silos.SetItem(key, row), next.Version);
    }

    /// <summary>
    /// Removes the rows of silos that are Dead and of which nothing was heard since <paramref name="before"/>. The version
    /// stays, as Orleans takes the loss of dead rows at the same version for progress; so it is the same table if there are none.
    /// </summary>
    public static SiloTable RemoveDefunct(SiloTable table, DateTimeOffset before)
    {
        var kept = table.Silos.RemoveRange(table.Silos
            .Where(silo => silo.Value.Status == SiloStatus.Dead && silo.Value.LastUpdate < before.UtcDateTime)
            .Select(silo => silo.Key));
        return kept.Count == table.Silos.Count ? table : SiloTable.Of(kept, table.Version);
    }

    /// <summary>Removes every row. The version advances rather than starting again, so that nobody takes an older table for a
    /// newer one.</summary>
    public static SiloTable Clear(SiloTable table) =>
        table.Silos.IsEmpty ? table : SiloTable.Of(ImmutableDictionary<string, SiloRow>.Empty, table.Version + 1);

    private static bool Follows(SiloTable table, TableVersion next) =>
        next.VersionEtag == table.Etag && next.Version == table.Version + 1;
}
