using Microsoft.AspNetCore.Builder;
using Scanner.Testing.Clair.Database;
using Scanner.Testing.Clair.Server;

namespace Scanner.Testing.Clair;

/// <summary>
/// A Clair v3 that speaks its gRPC protocol on loopback, fetches real layers over HTTP, and behaves as the recorded Clair
/// did, races included. See README.md beside this file for what it does not do.
/// </summary>
public sealed class ClairStandIn : IAsyncDisposable
{
    private readonly ClairStandInOptions _options;
    private readonly ClairDatabase _database;
    private readonly NotificationStore _notifications;
    private readonly SemaphoreSlim _starting = new(1, 1);
    private WebApplication? _server;

    private ClairStandIn(ClairStandInOptions options)
    {
        _options = options;
        var updated = options.DatabaseTime ?? options.TimeProvider.GetUtcNow();
        var vulnerabilities = new VulnerabilitySource(options.Advisories ?? ClairAdvisory.Recorded, updated);
        _database = new ClairDatabase(Faults, Counters, vulnerabilities);
        _notifications = new NotificationStore(options.TimeProvider);
        Address = new Uri($"http://127.0.0.1:{options.Port}");
    }

    /// <summary>Where it listens (h2c); the same after a restart.</summary>
    public Uri Address { get; private set; }

    /// <summary>Its faults, none at the start but <see cref="ClairFaults.PoisonSharedLayers"/>.</summary>
    public ClairFaults Faults { get; } = new();

    /// <summary>What it was asked and did since the start, over restarts.</summary>
    public ClairCounters Counters { get; } = new();

    /// <summary>Starts one; it listens when this returns.</summary>
    /// <exception cref="IOException">The port asked for is taken.</exception>
    public static async Task<ClairStandIn> StartAsync(
        ClairStandInOptions? options = null, CancellationToken cancellationToken = default)
    {
        var standIn = new ClairStandIn(options ?? new ClairStandInOptions());
        await standIn.StartServerAsync(cancellationToken);
        return standIn;
    }

    /// <summary>Goes down as if killed: calls in flight break and store nothing. The database stays.</summary>
    public async Task StopServerAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if (_server is not { } server) return;
            _server = null;
            await server.StopAsync();
            await server.DisposeAsync();
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Comes back on the same port with its database. Does nothing when it runs.</summary>
    public async Task StartServerAsync(CancellationToken cancellationToken = default)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (_server is not null) return;
            var server = ClairServer.Build(Address.Port, _options, _database, _notifications, Faults, Counters);
            try
            {
                await server.StartAsync(cancellationToken);
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }

            _server = server;
            Address = new Uri(server.Urls.Single());
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Sets when the vulnerability database was updated last.</summary>
    public void SetDatabaseTime(DateTimeOffset time) => _database.Vulnerabilities.Updated = time;

    /// <summary>Adds vulnerabilities; ancestries posted before show them without a new post.</summary>
    public void AddAdvisories(params IEnumerable<ClairAdvisory> advisories) =>
        _database.Vulnerabilities.Change(known => known.AddRange(advisories));

    /// <summary>Removes the vulnerabilities for which <paramref name="match"/> is true.</summary>
    public void RemoveAdvisories(Predicate<ClairAdvisory> match) =>
        _database.Vulnerabilities.Change(known => known.RemoveAll(match));

    /// <summary>Acts as a Clair with newer detectors: what was posted before must be posted and fetched again.</summary>
    public void SetDetectorVersion(string version) => _database.DetectorVersion = version;

    /// <summary>Adds a notification, which GetNotification shows from now on, and which waits for its delivery.</summary>
    public void AddNotification(ClairNotification notification) => _notifications.Add(notification);

    /// <summary>
    /// Posts the notifications that nobody has read to a webhook, as Clair's notifier does; ends when all were taken, which may
    /// be never. A webhook takes one with 200 or 201.
    /// </summary>
    /// <param name="endpoint">Clair's <c>notifier.http.endpoint</c>.</param>
    /// <param name="attempts">Clair's <c>notifier.attempts</c>, after which it draws one again.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public Task DeliverNotificationsAsync(Uri endpoint, int attempts, CancellationToken cancellationToken) =>
        new Notifier(_notifications, Counters, _options.TimeProvider, _options.Seed)
            .RunAsync(endpoint, attempts, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await StopServerAsync();
        _starting.Dispose();
    }
}
