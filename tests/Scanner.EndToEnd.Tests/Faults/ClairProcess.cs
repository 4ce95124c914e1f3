using System.Globalization;
using Scanner.Testing;
using Scanner.Testing.Clair;

namespace Scanner.EndToEnd.Tests.Faults;

/// <summary>
/// Clair in a process of its own, which signals end. Only its front is in there, a relay; what it knows is the stand-in's in
/// this process, as a real Clair's is PostgreSQL's: it survives the process, and a call in flight is broken off and stores
/// nothing. Clair does not end its calls in order on SIGTERM either.
/// </summary>
internal sealed class ClairProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(1);

    private readonly int _port = FreePorts.Take(1)[0];
    private GuardedProcess? _process;

    /// <summary>Where it listens; the same after each start.</summary>
    public int Port => _port;

    /// <summary>Starts it in front of a database.</summary>
    public async Task StartAsync(ClairStandIn database, CancellationToken cancellationToken)
    {
        if (_process is not null) await _process.DisposeAsync();
        _process = await GuardedProcess.StartAsync(
            Path.Combine(AppContext.BaseDirectory, "Scanner.Testing.Relay"), [Text(_port), Text(database.Address.Port)]);
        await _process.WaitUntilAsync(
            _ => Task.FromResult(_process.Output.Contains("listening on", StringComparison.Ordinal)), StartPatience,
            cancellationToken);
    }

    /// <inheritdoc cref="GuardedProcess.SignalAsync"/>
    public Task SignalAsync(string signal) => Running.SignalAsync(signal);

    public Task WaitForEndAsync(CancellationToken cancellationToken) => Running.WaitForEndAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
    }

    private GuardedProcess Running => _process ?? throw new InvalidOperationException("Clair was not started.");

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
