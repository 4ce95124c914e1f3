using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Scanner.Silo.Storage;
using Scanner.Silo.Storage.Schema;
using Scanner.Silo.Tests.Storage.Support;
using Scanner.Testing;

namespace Scanner.Silo.Tests.Storage;

public sealed class SchemaMigratorTests(PostgresFixture postgres)
{
    private const string Versions = "SELECT string_agg(version::text, ',' ORDER BY version) FROM scanner.schema_version";

    private static readonly SchemaMigration Next =
        new(SchemaMigration.All[^1].Version + 1, "ALTER TABLE scanner.grain_state ADD COLUMN note text");

    private static readonly string AllVersions = string.Join(',', SchemaMigration.All.Select(migration => migration.Version));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void All_Embedded_AreNumberedWithoutGaps() =>
        Assert.Equal(Enumerable.Range(1, SchemaMigration.All.Count), SchemaMigration.All.Select(migration => migration.Version));

    [Fact]
    public async Task Migrate_Empty_MakesEverythingInOneSchema()
    {
        var (name, connection) = await postgres.CreateDatabaseAsync(Cancelled);

        await MigrateAsync(connection, SchemaMigration.All);
        await MigrateAsync(connection, SchemaMigration.All);

        Assert.Equal(AllVersions, await postgres.Server.ExecuteAsync(Versions, Cancelled, name));
        Assert.Equal("scanner", await postgres.Server.ExecuteAsync(
            "SELECT DISTINCT schemaname FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
            Cancelled, name));
    }

    [Fact]
    public async Task Start_ManySilosAtOnce_MigratesOnce()
    {
        var (name, connection) = await postgres.CreateDatabaseAsync(Cancelled);

        var silos = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => StorageSilo.StartOpenAsync(connection)));

        Assert.Equal(1, silos.Sum(silo => silo.Log.Count("migrated the schema")));
        Assert.Equal(0, silos.Sum(silo => silo.Log.Count("already exists") + silo.Log.Count("duplicate")));
        Assert.Equal(AllVersions, await postgres.Server.ExecuteAsync(Versions, Cancelled, name));
        foreach (var silo in silos) await silo.DisposeAsync();
    }

    [Fact]
    public async Task Migrate_OlderVersion_KeepsTheRows()
    {
        var (name, connection) = await postgres.CreateDatabaseAsync(Cancelled);
        await using var silo = await StorageSilo.StartOpenAsync(connection);
        await silo.WriteAsync(SampleReport.Grain(1), "kept");

        await MigrateAsync(connection, [.. SchemaMigration.All, Next]);

        Assert.Equal($"{AllVersions},{Next.Version}", await postgres.Server.ExecuteAsync(Versions, Cancelled, name));
        Assert.Equal("kept", await silo.ReadAsync<string>(SampleReport.Grain(1)));
    }

    [Fact]
    public async Task Start_NewerVersion_LeavesItAloneAndServes()
    {
        var (name, connection) = await postgres.CreateDatabaseAsync(Cancelled);
        await MigrateAsync(connection, [.. SchemaMigration.All, Next]);

        var clock = new DrivenClock();
        await using var silo = await StorageSilo.StartAsync(connection, clock);
        await silo.Log.WaitForAsync("made by a newer Scanner", clock.Tick, Cancelled);

        Assert.False(await silo.WriteAsync(SampleReport.Grain(1), "anything"));
        Assert.Null(await silo.ReadAsync<string>(SampleReport.Grain(1)));
        Assert.Equal("0", await postgres.Server.ExecuteAsync("SELECT count(*) FROM scanner.grain_state", Cancelled, name));
        Assert.Equal($"{AllVersions},{Next.Version}", await postgres.Server.ExecuteAsync(Versions, Cancelled, name));
    }

    [Fact]
    public async Task Migrate_StepFails_LeavesNothing()
    {
        var (name, connection) = await postgres.CreateDatabaseAsync(Cancelled);

        var failing = Next with { Sql = "ALTER TABLE scanner.no_such_table ADD COLUMN a int" };

        await Assert.ThrowsAsync<PostgresException>(() => MigrateAsync(connection, [.. SchemaMigration.All, failing]));

        Assert.Equal("f", await postgres.Server.ExecuteAsync("SELECT to_regnamespace('scanner') IS NOT NULL", Cancelled, name));
    }

    [Fact]
    public async Task Migrate_SchemaGivenToAUserWhoMayMakeNone_Succeeds()
    {
        var (name, connection) = await postgres.CreateDatabaseAsync(Cancelled);
        var user = $"user_{name}";
        await postgres.Server.ExecuteAsync($"CREATE ROLE {user} LOGIN PASSWORD 'lowly'", Cancelled, name);
        await postgres.Server.ExecuteAsync($"CREATE SCHEMA scanner AUTHORIZATION {user}", Cancelled, name);

        await MigrateAsync(
            new NpgsqlConnectionStringBuilder(connection) { Username = user, Password = "lowly" }.ConnectionString,
            SchemaMigration.All);

        Assert.Equal(AllVersions, await postgres.Server.ExecuteAsync(Versions, Cancelled, name));
    }

    private static async Task MigrateAsync(string connection, IReadOnlyList<SchemaMigration> migrations)
    {
        await using var database = PostgresDataSource.Create(connection);
        await new SchemaMigrator(migrations, NullLogger<SchemaMigrator>.Instance).MigrateAsync(database, Cancelled);
    }
}
