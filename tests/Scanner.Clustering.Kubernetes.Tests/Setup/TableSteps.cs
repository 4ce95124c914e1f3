namespace Scanner.Clustering.Kubernetes.Tests.Setup;

/// <summary>Steps that many cases begin with.</summary>
internal static class TableSteps
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Inserts the row at the table's present version.</summary>
    public static async Task AddAsync(this IMembershipTable table, MembershipEntry entry)
    {
        var read = await table.ReadAllAsync(Cancelled);
        Assert.True(await table.InsertRowAsync(entry, read.Version.Next(), Cancelled));
    }

    /// <summary>Updates the row at the table's present version.</summary>
    public static async Task ChangeAsync(this IMembershipTable table, MembershipEntry entry)
    {
        var (_, etag, version) = await table.RowAsync(entry);
        Assert.True(await table.UpdateRowAsync(entry, etag, version.Next(), Cancelled));
    }

    /// <summary>The silo's row as the table has it.</summary>
    public static async Task<(MembershipEntry Entry, string Etag, TableVersion Version)> RowAsync(
        this IMembershipTable table, MembershipEntry entry)
    {
        var read = await table.ReadRowAsync(entry.SiloAddress, Cancelled);
        var (found, etag) = Assert.Single(read.Members);
        return (found, etag, read.Version);
    }
}
