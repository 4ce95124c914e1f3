using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Scanner.Clustering.Kubernetes.Api;
using Scanner.Clustering.Kubernetes.Resources;

namespace Scanner.Clustering.Kubernetes.Membership;

/// <summary>
/// Orleans' membership table in one Kubernetes object. A read is one GET, so rows and version are always of one moment. A
/// change is GET and PUT under the object's resourceVersion, so it happens as a whole or not at all. A heartbeat is a patch
/// that touches no etag.
/// </summary>
internal sealed partial class KubernetesMembershipTable(
    OrleansClusterClient client, IOptions<KubernetesClusteringOptions> options, ILogger<KubernetesMembershipTable> logger)
    : IMembershipTable
{
    /// <summary>
    /// Attempts of one change. A lost race means that either the version moved, which ends it, or a heartbeat came between; of
    /// those each silo sends one in 30 s.
    /// </summary>
    private const int MaxAttempts = 16;

    private readonly string _clusterName = options.Value.ClusterName;
    private string? _uid;

    public async Task InitializeMembershipTableAsync(bool tryInitTableVersion, CancellationToken cancellationToken)
    {
        var cluster = await client.FindAsync(cancellationToken);
        if (cluster is null && tryInitTableVersion)
        {
            await client.CreateAsync(cancellationToken);
            cluster = await client.FindAsync(cancellationToken);
        }
        _uid = cluster?.Metadata.Uid;
    }

    public async Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken) =>
        Data((await ReadAsync(cancellationToken)).Table, _ => true);

    public async Task<MembershipTableData> ReadRowAsync(SiloAddress key, CancellationToken cancellationToken) =>
        Data((await ReadAsync(cancellationToken)).Table, row => row == SiloTable.KeyOf(key));

    public Task<bool> InsertRowAsync(MembershipEntry entry, TableVersion tableVersion, CancellationToken cancellationToken) =>
        ChangeAsync(table => TableChanges.Insert(table, entry, tableVersion), cancellationToken);

    public Task<bool> UpdateRowAsync(
        MembershipEntry entry, string etag, TableVersion tableVersion, CancellationToken cancellationToken) =>
        ChangeAsync(table => TableChanges.Update(table, entry, etag, tableVersion), cancellationToken);

    public async Task UpdateIAmAliveAsync(MembershipEntry entry, CancellationToken cancellationToken)
    {
        var key = SiloTable.KeyOf(entry.SiloAddress);
        if (!await client.SetAliveAsync(key, entry.IAmAliveTime, cancellationToken))
            throw Failed($"Silo {key} is not in the membership table '{_clusterName}' and cannot say that it is alive.");
    }

    public async Task CleanupDefunctSiloEntriesAsync(DateTimeOffset beforeDate, CancellationToken cancellationToken)
    {
        if (!await ChangeAsync(table => TableChanges.RemoveDefunct(table, beforeDate), cancellationToken))
            throw Failed($"The membership table '{_clusterName}' changed {MaxAttempts} times while dead silos were removed.");
    }

    /// <exception cref="ArgumentException">The table is another cluster's.</exception>
    public async Task DeleteMembershipTableEntriesAsync(string clusterId, CancellationToken cancellationToken)
    {
        if (clusterId != _clusterName)
            throw new ArgumentException($"The table is cluster '{_clusterName}''s, not '{clusterId}''s.", nameof(clusterId));
        if (!await ChangeAsync(TableChanges.Clear, cancellationToken))
            throw Failed($"The membership table '{_clusterName}' changed {MaxAttempts} times while it was being emptied.");
    }

    private async Task<bool> ChangeAsync(Func<SiloTable, SiloTable?> change, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var cluster = await ReadAsync(cancellationToken);
            if (change(cluster.Table) is not { } changed) return false;
            if (ReferenceEquals(changed, cluster.Table)) return true;
            if (await client.ReplaceAsync(cluster with { Table = changed }, cancellationToken)) return true;
        }
        LogOutrun(_clusterName, MaxAttempts);
        return false;
    }

    private async Task<OrleansCluster> ReadAsync(CancellationToken cancellationToken)
    {
        var cluster = await client.FindAsync(cancellationToken)
            ?? throw Failed($"The membership table '{_clusterName}' is gone: its {OrleansCluster.ResourceKind} was deleted. "
                + "Restart every silo; the first one makes a new table.");
        // A new object under the old name starts at version 0, which a silo with a later version would ignore without a word.
        if (_uid is not null && cluster.Metadata.Uid != _uid)
            throw Failed($"The membership table '{_clusterName}' is no longer the one this silo joined: "
                + $"its {OrleansCluster.ResourceKind} was deleted and made anew. Restart this silo to join the new table.");
        return cluster;
    }

    private static MembershipTableData Data(SiloTable table, Func<string, bool> wanted)
    {
        var rows = table.Silos.Where(row => wanted(row.Key)).Select(row => Tuple.Create(row.Value.ToEntry(row.Key), table.Etag));
        return new MembershipTableData(rows.ToList(), new TableVersion(table.Version, table.Etag));
    }

    private KubernetesMembershipException Failed(string message)
    {
        LogFailed(message);
        return new KubernetesMembershipException(message);
    }

    [LoggerMessage(LogLevel.Error, "{Fault}")]
    private partial void LogFailed(string fault);

    [LoggerMessage(LogLevel.Warning, "Membership table '{Cluster}': somebody else's write came first {Attempts} times")]
    private partial void LogOutrun(string cluster, int attempts);
}
