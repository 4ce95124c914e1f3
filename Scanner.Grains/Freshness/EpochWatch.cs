using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Scanner.Failures;
using Scanner.Grains.Clair;

namespace Scanner.Grains.Freshness;

/// <summary>What one silo knows of Clair's epoch, so that its image grains notice a move without asking anybody.</summary>
internal sealed partial class EpochWatch(
    IGrainFactory grains, IOptions<ClairOptions> options, TimeProvider clock, ILogger<EpochWatch> logger) : BackgroundService
{
    /// <summary>A scan takes Clair's word of this age for its status of now.</summary>
    private static readonly TimeSpan OfNow = TimeSpan.FromSeconds(1);

    private volatile Epoch? _latest;

    /// <summary>The last epoch heard of; null until there was one.</summary>
    public Epoch? Latest => _latest;

    private IEpochGrain Grain => grains.GetGrain<IEpochGrain>(IEpochGrain.Key);

    /// <summary>Clair's status of now.</summary>
    /// <exception cref="ScanException">Clair did not tell.</exception>
    public async Task<Epoch> AskAsync(CancellationToken cancellationToken) =>
        Hear(await Grain.Ask(OfNow, _latest).WaitAsync(cancellationToken));

    /// <summary>Clair does not know an ancestry that it knew at that time.</summary>
    public async Task ReportLossAsync(DateTimeOffset knownAt)
    {
        if (await Grain.ReportLoss(knownAt) is { } epoch) Hear(epoch);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.StatusInterval, clock);
        do
        {
            try
            {
                Hear(await Grain.Ask(options.Value.StatusInterval / 2, _latest).WaitAsync(stoppingToken));
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogNoStatus(e is ScanException or OrleansException or TimeoutException ? null : e, e.Message);
                await RecallAsync(stoppingToken);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>After a start while Clair is away: what was known of it before is better than nothing.</summary>
    private async Task RecallAsync(CancellationToken stoppingToken)
    {
        if (_latest is not null) return;
        try
        {
            if (await Grain.GetState().WaitAsync(stoppingToken) is { } epoch) Hear(epoch);
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogNoStatus(e is OrleansException or TimeoutException ? null : e, e.Message);
        }
    }

    // Answers overtake each other.
    private Epoch Hear(Epoch epoch)
    {
        if (!(_latest?.HeardAt > epoch.HeardAt) || _latest.HeardAt > clock.GetUtcNow()) _latest = epoch;
        return epoch;
    }

    [LoggerMessage(LogLevel.Warning, "Clair did not tell its status: {Reason} Known images are still judged by the facts at hand.")]
    private partial void LogNoStatus(Exception? error, string reason);
}
