using Scanner.Testing.Postgres;

namespace Scanner.Testing.Tests.Postgres;

public sealed class PostgresServerTests : IAsyncLifetime
{
    private PostgresServer? _server;

    private PostgresServer Server
    {
        get
        {
            RealServicesCheck.Require(PostgresServer.Missing());
            return _server!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (PostgresServer.Missing() is null) _server = await PostgresServer.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StartAgain_StoppedOrKilled_KeepsWhatWasCommittedAndThePort(bool killed)
    {
        var cancelled = TestContext.Current.CancellationToken;
        await Server.ExecuteAsync("CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)", cancelled);
        var (connection, process) = (Server.ConnectionString, Server.ProcessId);

        if (killed) await Server.KillAsync();
        else await Server.StopAsync();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Server.ExecuteAsync("SELECT 1", cancelled));
        await Server.StartAgainAsync(cancelled);

        Assert.Contains("Connection refused", refused.Message, StringComparison.Ordinal);
        Assert.Equal("7", await Server.ExecuteAsync("SELECT id FROM kept", cancelled));
        Assert.Equal(connection, Server.ConnectionString);
        Assert.NotEqual(process, Server.ProcessId);
    }

    [Fact]
    public async Task CreateDatabase_Made_BelongsToAUserWhoIsNoSuperuser()
    {
        var cancelled = TestContext.Current.CancellationToken;

        var connection = await Server.CreateDatabaseAsync("another", cancelled);

        Assert.Contains("Database=another;Username=scanner;", connection, StringComparison.Ordinal);
        Assert.Equal("another|scanner|f", await Server.ExecuteAsync(
            "SELECT datname, rolname, rolsuper FROM pg_database JOIN pg_roles ON pg_roles.oid = datdba WHERE datname = 'another'", cancelled));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dispose_RunningOrKilled_LeavesNoProcessNoFolderNoSharedMemory(bool killed)
    {
        var cancelled = TestContext.Current.CancellationToken;
        var folder = Path.GetDirectoryName(await Server.ExecuteAsync("SHOW data_directory", cancelled))!;
        var process = Server.ProcessId;
        var segment = (await File.ReadAllLinesAsync(Path.Combine(folder, "data", "postmaster.pid"), cancelled))[6].Split(' ')[^1];
        if (killed) await Server.KillAsync();

        await Server.DisposeAsync();
        _server = null;

        Assert.False(Directory.Exists($"/proc/{process}"));
        Assert.False(Directory.Exists(folder));
        Assert.DoesNotContain(await File.ReadAllLinesAsync("/proc/sysvipc/shm", cancelled),
            line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1] == segment);
    }
}
