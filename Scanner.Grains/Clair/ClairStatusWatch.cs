using Microsoft.Extensions.Options;
using Scanner.Failures;

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

    /// <summary>Takes a status that came with any answer, unless it is older than the one at hand (answers overtake each other).</summary>
    public void Observe(BackendStatus status)
    {
        if (!(status.DatabaseTime < _latest?.DatabaseTime)) _latest = status;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.StatusInterval, clock);
        do
        {
            try
            {
                Observe(await backend.GetStatusAsync(stoppingToken));
            }
            catch (ScanException e)
            {
                LogNoStatus(e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(LogLevel.Warning, "Clair did not tell its status: {Reason} Known images are still judged by the facts at hand.")]
    private partial void LogNoStatus(string reason);
}
