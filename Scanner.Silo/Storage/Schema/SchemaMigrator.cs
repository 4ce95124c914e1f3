using System.Data;
using Npgsql;

namespace Scanner.Silo.Storage.Schema;

/// <summary>Brings the schema of a database to the version that this Scanner knows; one silo does it, the others wait.</summary>
internal sealed partial class SchemaMigrator(IReadOnlyList<SchemaMigration> migrations, ILogger<SchemaMigrator> logger)
{
    /// <summary>The schema (PostgreSQL's namespace) that holds everything of ours.</summary>
    public const string Schema = "scanner";

    /// <summary>PostgreSQL's advisory lock of whoever migrates: "Scanner" in ASCII.</summary>
    private const long Lock = 0x53_63_61_6e_6e_65_72;

    /// <summary>How long to wait for another silo, or for whoever holds a table, before another try. PostgreSQL's form.</summary>
    private const string LockTimeout = "10s";

    /// <summary>A step may rewrite a large table. In seconds.</summary>
    private const int StepTimeout = 600;

    private int Known => migrations[^1].Version;

    /// <summary>Migrates if needed: all steps or none.</summary>
    /// <exception cref="SchemaTooNewException">The database has a newer version; it was left alone.</exception>
    /// <exception cref="NpgsqlException">The server refused or is away.</exception>
    public async Task MigrateAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // Read first, so that a current schema needs no right to write.
        if (await IsCurrentAsync(connection, cancellationToken)) return;
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await ExecuteAsync(connection, $"SET LOCAL lock_timeout = '{LockTimeout}'", cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({Lock})", cancellationToken);
        var version = await ReadVersionAsync(connection, cancellationToken);
        if (version is null) await PrepareAsync(connection, cancellationToken);
        if (version > Known) throw new SchemaTooNewException(version.Value, Known);
        foreach (var migration in migrations.Where(migration => migration.Version > (version ?? 0)))
        {
            await ExecuteAsync(connection, migration.Sql, cancellationToken);
            await ExecuteAsync(
                connection, $"INSERT INTO {Schema}.schema_version (version) VALUES ({migration.Version})", cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        if ((version ?? 0) < Known) LogMigrated(version ?? 0, Known);
    }

    private async Task<bool> IsCurrentAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var version = await ReadVersionAsync(connection, cancellationToken);
        return version > Known ? throw new SchemaTooNewException(version.Value, Known) : version == Known;
    }

    /// <summary>The version, 0 for a schema that is prepared and empty, null for none.</summary>
    private static async Task<int?> ReadVersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        // Not to_regclass: it may answer from what this connection looked up before it waited for the lock.
        await using var exists = new NpgsqlCommand(
            $"SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = '{Schema}' AND tablename = 'schema_version')", connection);
        if (await exists.ExecuteScalarAsync(cancellationToken) is not true) return null;
        await using var version = new NpgsqlCommand($"SELECT coalesce(max(version), 0) FROM {Schema}.schema_version", connection);
        return (int)(await version.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var exists = new NpgsqlCommand(
            $"SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = '{Schema}')", connection);
        // An administrator may have made it, for a user who may not.
        if (await exists.ExecuteScalarAsync(cancellationToken) is not true)
            await ExecuteAsync(connection, $"CREATE SCHEMA {Schema}", cancellationToken);
        await ExecuteAsync(connection,
            $"CREATE TABLE {Schema}.schema_version (version integer PRIMARY KEY, applied_on timestamptz NOT NULL DEFAULT now())",
            cancellationToken);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = StepTimeout };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Storage: migrated the schema scanner from version {From} to {To}.")]
    private partial void LogMigrated(int from, int to);
}
