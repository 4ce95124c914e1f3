using Npgsql;
using Scanner.Silo.Storage;
using Scanner.Silo.Tests.Storage.Support;
using Scanner.Testing;

namespace Scanner.Silo.Tests.Storage;

public sealed class RetentionSweeperTests(PostgresFixture postgres)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sweep_RowsOfManyAges_RemovesTheUnusedOfThisService()
    {
        var (name, connection) = await postgres.CreateDatabaseAsync(Cancelled);
        await using var silo = await StorageSilo.StartOpenAsync(connection);
        await using var other = await StorageSilo.StartOpenAsync(connection, serviceId: "another");
        await silo.WriteAsync(SampleReport.Grain(1), "old");
        await silo.WriteAsync(SampleReport.Grain(2), "used");
        await other.WriteAsync(SampleReport.Grain(1), "not ours");
        await AgeAsync(name, "interval '30 days 1 minute'");
        await silo.WriteAsync(SampleReport.Grain(2), "used");

        Assert.Equal(1, await silo.Sweeper.SweepAsync(Cancelled));

        Assert.Null(await silo.ReadAsync<string>(SampleReport.Grain(1)));
        Assert.Equal("used", await silo.ReadAsync<string>(SampleReport.Grain(2)));
        Assert.Equal("not ours", await other.ReadAsync<string>(SampleReport.Grain(1)));
    }

    [Fact]
    public async Task Sweep_MoreThanABatch_RemovesThemAll()
    {
        var (name, connection) = await postgres.CreateDatabaseAsync(Cancelled);
        await using var silo = await StorageSilo.StartOpenAsync(connection);
        await postgres.Server.ExecuteAsync(
            $"""
            INSERT INTO scanner.grain_state
            SELECT 'image/' || n, 'image', 'scanner', 'x', now() FROM generate_series(1, {(2 * RetentionSweeper.BatchSize) + 5}) AS n
            """, Cancelled, name);
        await AgeAsync(name, "interval '31 days'");

        Assert.Equal((2 * RetentionSweeper.BatchSize) + 5, await silo.Sweeper.SweepAsync(Cancelled));

        Assert.Equal("0", await postgres.Server.ExecuteAsync("SELECT count(*) FROM scanner.grain_state", Cancelled, name));
    }

    [Fact]
    public async Task Sweep_AnotherSiloAtIt_LeavesItToThat()
    {
        var (name, connection) = await postgres.CreateDatabaseAsync(Cancelled);
        await using var silo = await StorageSilo.StartOpenAsync(connection);
        await silo.WriteAsync(SampleReport.Grain(1), "old");
        await AgeAsync(name, "interval '31 days'");
        await using (var another = new NpgsqlConnection(connection))
        {
            await another.OpenAsync(Cancelled);
            await using var transaction = await another.BeginTransactionAsync(Cancelled);
            await using var hold = new NpgsqlCommand(
                $"SELECT pg_advisory_xact_lock({RetentionSweeper.Lock})", another, transaction);
            await hold.ExecuteNonQueryAsync(Cancelled);

            Assert.Equal(0, await silo.Sweeper.SweepAsync(Cancelled));
        }

        Assert.Equal(1, await silo.Sweeper.SweepAsync(Cancelled));
    }

    [Fact]
    public async Task Execute_TimePasses_SweepsByItself()
    {
        var (name, connection) = await postgres.CreateDatabaseAsync(Cancelled);
        var clock = new DrivenClock();
        await using var silo = await StorageSilo.StartOpenAsync(connection, clock);
        await silo.WriteAsync(SampleReport.Grain(1), "old");
        await AgeAsync(name, "interval '31 days'");

        await silo.Log.WaitForAsync("removed 1 rows", () => clock.Advance(TimeSpan.FromMinutes(10)), Cancelled);
    }

    private Task<string> AgeAsync(string database, string by) =>
        postgres.Server.ExecuteAsync($"UPDATE scanner.grain_state SET modified_on = now() - {by}", Cancelled, database);
}
