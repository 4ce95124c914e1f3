using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Serialization;
using Orleans.Storage;
using Scanner.Grains.Storage;
using Scanner.Hosting;
using Scanner.Silo.Storage;

namespace Scanner.Silo.Tests.Storage.Support;

/// <summary>What a silo has of storage, without the silo.</summary>
internal sealed class StorageSilo : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private StorageSilo(ServiceProvider services, LogLines log) => (_services, Log) = (services, log);

    public LogLines Log { get; }

    /// <summary>What the grains get.</summary>
    public IGrainStorage Storage => _services.GetRequiredKeyedService<IGrainStorage>(GrainStores.Name);

    public RowStore Rows => _services.GetRequiredService<RowStore>();

    public RetentionSweeper Sweeper => _services.GetRequiredService<RetentionSweeper>();

    /// <summary>
    /// Starts, and waits until the database is open. Then its clock stands still: nothing takes too long on a busy machine.
    /// </summary>
    public static async Task<StorageSilo> StartOpenAsync(
        string connectionString, DrivenClock? clock = null, string serviceId = ClusterDefaults.ServiceId)
    {
        clock ??= new DrivenClock();
        var silo = await StartAsync(connectionString, clock, serviceId);
        await silo.OpenedAsync(TestContext.Current.CancellationToken, clock.Tick);
        return silo;
    }

    /// <summary>Starts, as a silo does, without waiting for the database.</summary>
    public static async Task<StorageSilo> StartAsync(
        string connectionString, TimeProvider clock, string serviceId = ClusterDefaults.ServiceId)
    {
        var log = new LogLines();
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:Provider"] = "PostgreSql",
            ["Storage:ConnectionString"] = connectionString,
        }).Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        services.AddSerializer();
        services.Configure<Orleans.Configuration.ClusterOptions>(options => options.ServiceId = serviceId);
        services.AddSingleton(clock);
        services.AddStorage(configuration);
        var silo = new StorageSilo(services.BuildServiceProvider(), log);
        foreach (var service in silo._services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
        return silo;
    }

    public Task OpenedAsync(CancellationToken cancellationToken, Action? meanwhile = null) =>
        Log.WaitForAsync("PostgreSQL is open", meanwhile, cancellationToken);

    /// <summary>What a grain that wakes finds; null for "no record".</summary>
    public async Task<T?> ReadAsync<T>(GrainId grain, string state = "image") where T : class
    {
        var found = new GrainState<T>();
        await Storage.ReadStateAsync(state, grain, found);
        return found.RecordExists ? found.State : null;
    }

    /// <returns>Whether it was written.</returns>
    public async Task<bool> WriteAsync<T>(GrainId grain, T value, string state = "image")
    {
        var written = new GrainState<T>(value);
        await Storage.WriteStateAsync(state, grain, written);
        return written.RecordExists;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>()) await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}
