using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Orleans.Configuration;

namespace Scanner.Silo.Storage;

/// <summary>Removes rows that no grain wrote for <see cref="StorageOptions.Retention"/>. One silo at a time does.</summary>
internal sealed partial class RetentionSweeper(
    RowStore store,
    IOptions<StorageOptions> options,
    IOptions<ClusterOptions> cluster,
    TimeProvider clock,
    ILogger<RetentionSweeper> logger)
    : BackgroundService
{
    /// <summary>Rows of one transaction: some milliseconds of work, so that writers never wait long.</summary>
    public const int BatchSize = 1000;

    /// <summary>Between two rounds of one silo, jittered by half. Retentions are days.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>PostgreSQL's advisory lock of whoever removes rows: "Sweeper" in ASCII.</summary>
    public const long Lock = 0x53_77_65_65_70_65_72;

    private const string RemoveBatch =
        """
        WITH unused AS (
            SELECT grain, state, service_id FROM scanner.grain_state
            WHERE modified_on < now() - @retention AND service_id = @service
            ORDER BY modified_on LIMIT @batch FOR UPDATE SKIP LOCKED)
        DELETE FROM scanner.grain_state AS row USING unused
        WHERE row.grain = unused.grain AND row.state = unused.state AND row.service_id = unused.service_id
        """;

    private readonly ILogger _logger = logger;

    /// <summary>One round, by the database's clock.</summary>
    /// <returns>Rows removed; 0 as well where another silo is at it or the store is away.</returns>
    /// <exception cref="NpgsqlException">The server refused or went away in between.</exception>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var removed = 0;
        if (store.Current is null) return removed;
        for (var batch = BatchSize; batch == BatchSize; removed += batch) batch = await RemoveAsync(cancellationToken);
        if (removed > 0) LogRemoved(removed, options.Value.Retention);
        StorageMetrics.RowsRemoved(removed);
        return removed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval * (0.5 + Random.Shared.NextDouble()), clock, stoppingToken);
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(LossLog.Sentence(exception));
            }
        }
    }

    private async Task<int> RemoveAsync(CancellationToken cancellationToken)
    {
        await using var connection = await store.Database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var alone = new NpgsqlCommand($"SELECT pg_try_advisory_xact_lock({Lock})", connection, transaction);
        if (await alone.ExecuteScalarAsync(cancellationToken) is not true) return 0;
        await using var remove = new NpgsqlCommand(RemoveBatch, connection, transaction);
        remove.Parameters.AddWithValue("retention", NpgsqlDbType.Interval, options.Value.Retention);
        remove.Parameters.AddWithValue("service", cluster.Value.ServiceId);
        remove.Parameters.AddWithValue("batch", BatchSize);
        var removed = await remove.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return removed;
    }

    [LoggerMessage(LogLevel.Information, "Storage: removed {Count} rows that no grain wrote for {Retention}.")]
    private partial void LogRemoved(int count, TimeSpan retention);

    [LoggerMessage(LogLevel.Warning, "Storage: unused rows could not be removed; it is tried again in an hour: {Reason}")]
    private partial void LogFailed(string reason);
}
