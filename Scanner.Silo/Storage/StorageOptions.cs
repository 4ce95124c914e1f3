namespace Scanner.Silo.Storage;

/// <summary>What grains keep through restarts, and where. Section <c>Storage</c>.</summary>
internal sealed class StorageOptions
{
    public const string Section = "Storage";

    public StorageProvider Provider { get; set; } = StorageProvider.Memory;

    /// <summary>
    /// In Npgsql's form, for <see cref="StorageProvider.PostgreSql"/>:
    /// <c>Host=postgres.example;Database=scanner;Username=scanner;Password=…</c>. A secret: never logged.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>Rows that no grain wrote for that long are removed. Grains in use write theirs again well before.</summary>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);
}
