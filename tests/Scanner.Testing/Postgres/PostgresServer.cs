using System.Globalization;
using System.Security.Cryptography;

namespace Scanner.Testing.Postgres;

/// <summary>
/// A real PostgreSQL with a cluster of its own on a free port of 127.0.0.1. Ask <see cref="Missing"/> first.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Administrator = "postgres";

    /// <summary>The user that <see cref="ConnectionString"/> names, and the database that it owns. It is no superuser.</summary>
    private const string Owner = "scanner";

    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan EndPatience = TimeSpan.FromMinutes(1);

    private readonly PostgresFolder _folder = new();
    private GuardedProcess? _process;

    private PostgresServer()
    {
    }

    /// <summary>Its port of 127.0.0.1, the same after each start.</summary>
    public int Port { get; } = FreePorts.Take(1)[0];

    /// <summary>The password of every user here; a secret that nobody may log.</summary>
    public string Password { get; } = RandomNumberGenerator.GetHexString(24, lowercase: true);

    /// <summary>In Npgsql's form, for the owner of an empty database.</summary>
    public string ConnectionString => ConnectionStringOf(Owner);

    public bool IsRunning => _process is { HasEnded: false };

    /// <summary>The server's process id while it runs.</summary>
    /// <exception cref="InvalidOperationException">It does not run.</exception>
    public int ProcessId => _process?.Id ?? throw new InvalidOperationException("PostgreSQL is stopped.");

    /// <summary>What it logged last.</summary>
    public string Log => _process?.Output ?? "";

    /// <summary>Why it cannot run here, in a sentence that says what to do; null when it can.</summary>
    public static string? Missing() => PostgresPrograms.Missing();

    /// <summary>Makes a cluster and starts a server that takes connections.</summary>
    /// <exception cref="InvalidOperationException">It ended; the message quotes its log.</exception>
    public static async Task<PostgresServer> StartAsync(CancellationToken cancellationToken)
    {
        var server = new PostgresServer();
        try
        {
            await server.InitializeAsync(cancellationToken);
            await server.StartAgainAsync(cancellationToken);
            await server.ExecuteAsync(
                $"CREATE ROLE {Owner} LOGIN PASSWORD '{server.Password}'", cancellationToken, database: Administrator);
            await server.CreateDatabaseAsync(Owner, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it on the same port with what it held.</summary>
    /// <exception cref="InvalidOperationException">It ended; the message quotes its log.</exception>
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        if (IsRunning) return;
        var command = PostgresPrograms.Command(_folder.Path, "postgres");
        _process = await GuardedProcess.StartAsync(command[0],
        [
            .. command[1..], "-D", _folder.Data, "-p", Port.ToString(CultureInfo.InvariantCulture),
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "logging_collector=off",
            // What is committed survives every end of the process as before; only a crash of the machine could tell.
            "-c", "fsync=off",
            // Inside the folder, where a killed server's leftovers are removed with it.
            "-c", "dynamic_shared_memory_type=mmap",
        ]);
        await _process.WaitUntilAsync(TakesConnectionsAsync, StartPatience, cancellationToken);
    }

    /// <summary>Stops it in order, ending its connections: PostgreSQL's "fast" shutdown. What it holds stays.</summary>
    // SIGTERM would wait for the clients to leave; stopping services send SIGINT to PostgreSQL for that reason.
    public Task StopAsync() => EndAsync("INT");

    /// <summary>Kills it with SIGKILL. What was committed stays.</summary>
    public Task KillAsync() => EndAsync("KILL");

    /// <summary>Makes an empty database that the user of <see cref="ConnectionString"/> owns.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> CreateDatabaseAsync(string name, CancellationToken cancellationToken)
    {
        await ExecuteAsync($"CREATE DATABASE {name} OWNER {Owner}", cancellationToken, database: Administrator);
        return ConnectionStringOf(name);
    }

    /// <summary>Runs SQL as the superuser.</summary>
    /// <returns>The rows: a line each, columns between <c>|</c>.</returns>
    /// <exception cref="InvalidOperationException">The server refused it; the message has its error.</exception>
    public async Task<string> ExecuteAsync(string sql, CancellationToken cancellationToken, string database = Owner)
    {
        var result = await ProgramRun.ResultAsync(PostgresPrograms.PathOf("psql"),
            [
                $"postgresql://{Administrator}:{Password}@127.0.0.1:{Port}/{database}", "--no-psqlrc", "--quiet", "--tuples-only",
                "--no-align", $"--command={sql}",
            ], input: null, cancellationToken);
        return result.Succeeded ? result.Output.TrimEnd('\n') : throw new InvalidOperationException(result.Errors.Trim());
    }

    /// <summary>Kills it and deletes what it stored.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
            await _process.DisposeAsync();
        }

        await _folder.DisposeAsync();
    }

    private string ConnectionStringOf(string database) =>
        $"Host=127.0.0.1;Port={Port};Database={database};Username={Owner};Password={Password}";

    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        var passwordFile = Path.Combine(_folder.Path, "password");
        await File.WriteAllTextAsync(passwordFile, Password, cancellationToken);
        await PostgresPrograms.GiveAsync(_folder.Path, cancellationToken);
        var command = PostgresPrograms.Command(_folder.Path, "initdb");
        await ProgramRun.OutputAsync(command[0],
            [
                .. command[1..], "-D", _folder.Data, $"--username={Administrator}", $"--pwfile={passwordFile}",
                "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync",
            ], cancellationToken);
    }

    private async Task EndAsync(string signal)
    {
        if (_process is null) return;
        await _process.SignalAsync(signal);
        using var patience = new CancellationTokenSource(EndPatience, TimeProvider.System);
        await _process.WaitForEndAsync(patience.Token);
    }

    private async Task<bool> TakesConnectionsAsync(CancellationToken cancellationToken)
    {
        var result = await ProgramRun.ResultAsync(PostgresPrograms.PathOf("pg_isready"),
            ["--quiet", "--host=127.0.0.1", $"--port={Port}"], input: null, cancellationToken);
        return result.Succeeded;
    }
}
