using Scanner.Testing.Postgres;

namespace Scanner.Testing;

/// <summary>
/// One PostgreSQL for the tests of an assembly: <c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>. Each test takes a
/// database of its own; one that stops the server starts another.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private PostgresServer? _server;

    /// <summary>The server. Without PostgreSQL the test is skipped at home and fails in CI.</summary>
    public PostgresServer Server
    {
        get
        {
            RealServicesCheck.Require(PostgresServer.Missing());
            return _server!;
        }
    }

    /// <summary>An empty database that nobody else has.</summary>
    /// <returns>Its name, and the connection string of its owner.</returns>
    public async Task<(string Name, string ConnectionString)> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var name = $"test_{Guid.NewGuid():n}";
        return (name, await Server.CreateDatabaseAsync(name, cancellationToken));
    }

    public async ValueTask InitializeAsync()
    {
        if (PostgresServer.Missing() is null) _server = await PostgresServer.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
