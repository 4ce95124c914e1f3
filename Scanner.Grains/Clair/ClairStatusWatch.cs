using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Scanner.Grains.Clair;

/// <summary>
/// Asks Clair now and then how fresh its database is, so that image grains notice that their facts are of an older one
/// without asking themselves.
/// </summary>
internal sealed partial class ClairStatusWatch(
    IScannerBackend backend, IOptions<ClairOptions> options, TimeProvider clock, ILogger<ClairStatusWatch> logger) : BackgroundService
{
    private volatile BackendStatus? _latest;

    /// <summary>The last status Clair told; null until it has answered once.</summary>
    public BackendStatus? Latest => _latest;

    /// <summary>
    /// When Clair was last seen to have lost what it knew (its database emptied or restored). Layers posted before have to be
    /// posted again, one by one. Null while that was never seen.
    /// </summary>
    public DateTimeOffset? LostAt { get; private set; }

    /// <summary>Asks now.</summary>
    /// <exception cref="Scanner.Failures.ScanException">Clair did not tell.</exception>
    public async Task<BackendStatus> AskAsync(CancellationToken cancellationToken)
    {
        var status = await backend.GetStatusAsync(cancellationToken);
        if (_latest?.DatabaseTime is { } before && !(status.DatabaseTime >= before)) ObserveLoss();
        return _latest = status;
    }

    /// <summary>Takes a status that came with another answer, unless it is older than the one at hand (answers overtake each other).</summary>
    public void Observe(BackendStatus status)
    {
        if (status.DatabaseTime is not null && !(status.DatabaseTime < _latest?.DatabaseTime)) _latest = status;
    }

    /// <summary>Clair did not know what it had told before.</summary>
    public void ObserveLoss()
    {
        LostAt = clock.GetUtcNow();
        LogLoss();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.StatusInterval, clock);
        do
        {
            try
            {
                await AskAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogNoStatus(e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Warning, "Clair did not tell its status: {Reason} Known images are still judged by the facts at hand.")]
    private partial void LogNoStatus(string reason);

    [LoggerMessage(LogLevel.Warning, "Clair's database was emptied or restored: what is asked for is posted again.")]
    private partial void LogLoss();
}
