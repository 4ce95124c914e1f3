using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Orleans.Serialization.Serializers;
using Scanner.Silo.Storage.Rows;
using Scanner.Silo.Storage.Schema;

namespace Scanner.Silo.Storage;

/// <summary>
/// Opens the database in the background, for as long as it takes, and holds what is open. The silo starts and serves without it.
/// </summary>
internal sealed partial class RowStore : BackgroundService
{
    /// <summary>Between the first two attempts; doubled for each next up to <see cref="MaxDelay"/>, and jittered.</summary>
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(30);

    /// <summary>Somebody has to change something before another attempt can do better.</summary>
    private static readonly TimeSpan TooNewDelay = TimeSpan.FromMinutes(5);

    private readonly SchemaMigrator _migrator;
    private readonly IActivatorProvider _activators;
    private readonly IOptions<ClusterOptions> _cluster;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _lost = new(0, 1);
    private volatile RowProvider? _provider;

    public RowStore(
        IOptions<StorageOptions> options,
        SchemaMigrator migrator,
        IActivatorProvider activators,
        IOptions<ClusterOptions> cluster,
        TimeProvider clock,
        ILogger<RowStore> logger)
    {
        (_migrator, _activators, _cluster, _clock, _logger) = (migrator, activators, cluster, clock, logger);
        Database = PostgresDataSource.Create(options.Value.ConnectionString!);
    }

    public NpgsqlDataSource Database { get; }

    /// <summary>What is open now; null while the database is away or has a schema of a newer Scanner.</summary>
    public RowProvider? Current => _provider;

    /// <summary>
    /// What is open. Waits for the first attempt to open it, and never for a later one: a silo that has just started would else
    /// scan anew what the store knows.
    /// </summary>
    public async ValueTask<RowProvider?> GetAsync(TimeSpan patience)
    {
        if (_tried.Task.IsCompleted) return _provider;
        try
        {
            await _tried.Task.WaitAsync(patience, _clock);
        }
        catch (TimeoutException)
        {
        }

        return _provider;
    }

    /// <summary>
    /// Told of each failed operation. Where the schema is gone, as after a database was made anew, it is made again.
    /// </summary>
    public void Failed(Exception exception)
    {
        if (exception is not PostgresException
            {
                SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName
                    or PostgresErrorCodes.UndefinedColumn,
            })
            return;
        if (Interlocked.Exchange(ref _provider, null) is not null) _lost.Release();
    }

    public override void Dispose()
    {
        base.Dispose();
        Database.Dispose();
        _lost.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var delay = FirstDelay;
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = await TryOpenAsync(stoppingToken) switch
            {
                Opening.Open => TimeSpan.Zero,
                Opening.TooNew => TooNewDelay,
                _ => delay,
            };
            _tried.TrySetResult();
            if (pause == TimeSpan.Zero)
            {
                delay = FirstDelay;
                await _lost.WaitAsync(stoppingToken);
                LogLost();
            }
            else
            {
                await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), _clock, stoppingToken);
                delay = delay * 2 > MaxDelay ? MaxDelay : delay * 2;
            }
        }
    }

    private async Task<Opening> TryOpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _migrator.MigrateAsync(Database, cancellationToken);
            _provider = await RowProvider.StartAsync(Database, _activators, _cluster, cancellationToken);
            LogOpen(SchemaMigrator.Schema);
            return Opening.Open;
        }
        catch (SchemaTooNewException exception)
        {
            LogTooNew(exception.Found, exception.Known);
            return Opening.TooNew;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogAway(LossLog.Sentence(exception));
            return Opening.Away;
        }
    }

    [LoggerMessage(LogLevel.Information, "Storage: PostgreSQL is open, schema {Schema}.")]
    private partial void LogOpen(string schema);

    [LoggerMessage(LogLevel.Warning,
        "Storage: PostgreSQL cannot be opened; it is tried again. Until then nothing is kept through restarts, and answers stay "
        + "right: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(LogLevel.Error,
        "Storage: the schema scanner has version {Found}, made by a newer Scanner; this one knows {Known} and leaves it alone. "
        + "Nothing is kept through restarts. Run the newer Scanner, or drop the schema: it costs asking Clair again.")]
    private partial void LogTooNew(int found, int known);

    [LoggerMessage(LogLevel.Warning, "Storage: the schema scanner is gone from PostgreSQL; it is made again.")]
    private partial void LogLost();

    private enum Opening
    {
        Open,
        Away,
        TooNew,
    }
}
