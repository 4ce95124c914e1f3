namespace Scanner.Silo.Storage;

/// <summary>Where grains keep what they know.</summary>
internal enum StorageProvider
{
    /// <summary>In the silos' memory: a restart of all of them asks Clair again.</summary>
    Memory,

    PostgreSql,
}
