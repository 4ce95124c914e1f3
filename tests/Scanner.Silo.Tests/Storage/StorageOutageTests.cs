using Npgsql;
using Scanner.Silo.Storage;
using Scanner.Silo.Tests.Storage.Support;
using Scanner.Testing;
using Scanner.Testing.Postgres;

namespace Scanner.Silo.Tests.Storage;

public sealed class StorageOutageTests(PostgresFixture postgres)
{
    private static readonly GrainId Grain = SampleReport.Grain(1);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_PostgresAway_ServesAndComesAliveWithIt()
    {
        RealServicesCheck.Require(PostgresServer.Missing());
        await using var server = await PostgresServer.StartAsync(Cancelled);
        await server.StopAsync();
        var clock = new DrivenClock();

        await using var silo = await StorageSilo.StartAsync(server.ConnectionString, clock);
        await silo.Log.WaitForAsync("PostgreSQL cannot be opened", clock.Tick, Cancelled);
        Assert.False(await clock.WhileAsync(silo.WriteAsync(Grain, "lost"), Cancelled));
        Assert.Null(await clock.WhileAsync(silo.ReadAsync<string>(Grain), Cancelled));

        await server.StartAgainAsync(Cancelled);
        await silo.OpenedAsync(Cancelled, clock.Tick);
        Assert.True(await clock.WhileAsync(silo.WriteAsync(Grain, "kept"), Cancelled));
        Assert.Equal("kept", await clock.WhileAsync(silo.ReadAsync<string>(Grain), Cancelled));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Operate_PostgresStoppedInBetween_IsNoRecordUntilItIsBack(bool killed)
    {
        RealServicesCheck.Require(PostgresServer.Missing());
        await using var server = await PostgresServer.StartAsync(Cancelled);
        var clock = new DrivenClock();
        await using var silo = await StorageSilo.StartOpenAsync(server.ConnectionString, clock);
        Assert.True(await silo.WriteAsync(Grain, "before"));

        if (killed) await server.KillAsync();
        else await server.StopAsync();
        for (var attempt = 0; attempt < StoreGate.CircuitThroughput; attempt++)
        {
            Assert.Null(await silo.ReadAsync<string>(Grain));
            Assert.False(await silo.WriteAsync(Grain, "lost"));
        }

        Assert.Equal(1, silo.Log.Count("reads keep failing"));
        Assert.Equal(1, silo.Log.Count("writes keep failing"));
        // Nobody moves the clock: with the circuit open the answer needs no time.
        Assert.Null(await silo.ReadAsync<string>(Grain));

        await server.StartAgainAsync(Cancelled);
        await clock.UntilAsync(async () => await silo.ReadAsync<string>(Grain) == "before", Cancelled);
        await clock.UntilAsync(() => silo.WriteAsync(Grain, "after"), Cancelled);
        Assert.Equal("after", await silo.ReadAsync<string>(Grain));
        Assert.Equal(1, silo.Log.Count("reads work again"));
    }

    [Fact]
    public async Task Write_ManyInAnOutage_AreOneLineWithTheirNumber()
    {
        RealServicesCheck.Require(PostgresServer.Missing());
        await using var server = await PostgresServer.StartAsync(Cancelled);
        var clock = new DrivenClock();
        await using var silo = await StorageSilo.StartOpenAsync(server.ConnectionString, clock);
        Assert.True(await silo.WriteAsync(Grain, "before"));
        await server.StopAsync();

        for (var attempt = 0; attempt < 50; attempt++) await silo.WriteAsync(Grain, "lost");
        Assert.Equal(1, silo.Log.Count("writes were given up"));
        clock.Advance(LossLog.Interval);
        await silo.WriteAsync(Grain, "lost");

        Assert.Equal(1, silo.Log.Count("0 reads went without an answer and 50 writes were given up"));
    }

    [Fact]
    public async Task Write_ReadOnlyDatabase_IsGivenUpWhileReadsWork()
    {
        var (name, connection) = await postgres.CreateDatabaseAsync(Cancelled);
        await using (var before = await StorageSilo.StartOpenAsync(connection))
            Assert.True(await before.WriteAsync(Grain, "kept"));
        await postgres.Server.ExecuteAsync($"ALTER DATABASE {name} SET default_transaction_read_only = on", Cancelled, name);

        await using var silo = await StorageSilo.StartOpenAsync(connection);
        for (var attempt = 0; attempt < 2 * StoreGate.CircuitThroughput; attempt++)
            Assert.False(await silo.WriteAsync(Grain, "lost"));

        Assert.Equal("kept", await silo.ReadAsync<string>(Grain));
        Assert.Equal(1, silo.Log.Count("writes keep failing"));
        Assert.Equal(0, silo.Log.Count("reads keep failing"));
    }

    [Fact]
    public async Task Read_BlackHole_AnswersInTimeAndRecovers()
    {
        var (_, connection) = await postgres.CreateDatabaseAsync(Cancelled);
        await using var relay = new SilentRelay(postgres.Server.Port);
        var clock = new DrivenClock();
        await using var silo = await StorageSilo.StartOpenAsync(Through(relay, connection), clock);
        Assert.True(await silo.WriteAsync(Grain, "kept"));

        var before = relay.Accepted;
        relay.FallSilent();
        // More than there are connections, so that some wait for others that hang.
        var reads = Enumerable.Range(0, 3 * StoreGate.ReadsAtOnce).Select(_ => silo.ReadAsync<string>(Grain)).ToArray();
        var begun = clock.GetTimestamp();
        var answers = await clock.WhileAsync(Task.WhenAll(reads), Cancelled);

        Assert.All(answers, Assert.Null);
        Assert.Equal(1, silo.Log.Count("reads keep failing"));
        // A tick of the clock more: it moves in seconds.
        Assert.InRange(clock.GetElapsedTime(begun), TimeSpan.Zero, PostgresGrainStorage.ReadPatience + TimeSpan.FromSeconds(2));

        // Each read that had its turn hangs in a connection of its own, or asks on another one to be cancelled. None of these is
        // ever answered: they must end by themselves, or no read would find a free place.
        while (relay.Accepted < before + StoreGate.ReadsAtOnce)
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancelled);
        relay.Forget();
        await clock.UntilAsync(async () => await silo.ReadAsync<string>(Grain) == "kept", Cancelled);
    }

    [Fact]
    public async Task Read_BlackHole_TakesNoLongerThanItMayByTheRealClock()
    {
        var (_, connection) = await postgres.CreateDatabaseAsync(Cancelled);
        await using var relay = new SilentRelay(postgres.Server.Port);
        await using var silo = await StorageSilo.StartAsync(Through(relay, connection), TimeProvider.System);
        await silo.OpenedAsync(Cancelled);
        Assert.True(await silo.WriteAsync(Grain, "kept"));

        relay.FallSilent();

        Assert.Null(await silo.ReadAsync<string>(Grain).WaitAsync(PostgresGrainStorage.ReadPatience * 3, Cancelled));
    }

    [Fact]
    public async Task Read_WhileTheFirstAttemptIsOnItsWay_WaitsForIt()
    {
        var (_, connection) = await postgres.CreateDatabaseAsync(Cancelled);
        await using (var before = await StorageSilo.StartOpenAsync(connection)) await before.WriteAsync(Grain, "kept");
        await using var relay = new SilentRelay(postgres.Server.Port);
        relay.FallSilent();

        await using var silo = await StorageSilo.StartAsync(Through(relay, connection), new DrivenClock());
        var read = silo.ReadAsync<string>(Grain);
        relay.Speak();

        Assert.Equal("kept", await read);
    }

    [Fact]
    public async Task Operate_SchemaDropped_IsMadeAgain()
    {
        var (name, connection) = await postgres.CreateDatabaseAsync(Cancelled);
        var clock = new DrivenClock();
        await using var silo = await StorageSilo.StartOpenAsync(connection, clock);
        await silo.WriteAsync(Grain, "gone");

        await postgres.Server.ExecuteAsync("DROP SCHEMA scanner CASCADE", Cancelled, name);
        Assert.Null(await silo.ReadAsync<string>(Grain));
        await clock.UntilAsync(() => silo.WriteAsync(Grain, "new"), Cancelled);

        Assert.Equal(1, silo.Log.Count("it is made again"));
        Assert.Equal("new", await silo.ReadAsync<string>(Grain));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Log_WhateverHappens_HasNoPassword(bool wrong)
    {
        const string WrongPassword = "w0rd-that-is-wrong";
        var (name, connection) = await postgres.CreateDatabaseAsync(Cancelled);
        var clock = new DrivenClock();
        await using var silo = await StorageSilo.StartAsync(
            wrong ? new NpgsqlConnectionStringBuilder(connection) { Password = WrongPassword }.ConnectionString : connection, clock);
        await clock.WhileAsync(silo.WriteAsync(Grain, "anything"), Cancelled);
        await silo.Log.WaitForAsync(wrong ? "password authentication failed" : "PostgreSQL is open", clock.Tick, Cancelled);
        await postgres.Server.ExecuteAsync("DROP SCHEMA IF EXISTS scanner CASCADE", Cancelled, name);
        await clock.WhileAsync(silo.ReadAsync<string>(Grain), Cancelled);

        Assert.NotEmpty(silo.Log.All);
        Assert.Equal(0, silo.Log.Count(wrong ? WrongPassword : postgres.Server.Password));
    }

    private static string Through(SilentRelay relay, string connection) =>
        new NpgsqlConnectionStringBuilder(connection) { Port = relay.Port }.ConnectionString;
}
