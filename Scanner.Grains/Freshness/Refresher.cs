using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Scanner.Grains.Freshness;

/// <summary>
/// Has the outdated reports of this silo read again, at a pace that holds for the cluster: first what was asked for meanwhile or what
/// Clair announced, then what is used most. What nobody asked for lately is left alone.
/// </summary>
internal sealed partial class Refresher(
    UsedImages images, EpochWatch epochs, IGrainFactory grains, TimeProvider clock, ILogger<Refresher> logger) : BackgroundService
{
    /// <summary>Between two looks; short, so that re-reads come evenly instead of in a burst each second.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>The part of a pause that is added by chance, so that silos do not come at the same moment.</summary>
    private const double Jitter = 0.5;

    /// <summary>Asked for at one look; a fast cluster-wide rate takes some more looks.</summary>
    private const int MostAtOnce = 64;

    /// <summary>Until the next try where a silo did not answer; by then it has, or is found dead.</summary>
    private static readonly TimeSpan PauseAfterInterruption = TimeSpan.FromSeconds(15);

    /// <summary>Orleans collects grains that were idle for so long; re-reads alone must not keep them.</summary>
    private static readonly TimeSpan LongAgo = ScannerGrainsExtensions.ForgetAfter;

    /// <summary>Under way at a time; one that has to be posted again takes minutes, and must not keep the others waiting.</summary>
    private const int MostUnderWay = 64;

    private readonly ConcurrentQueue<(ImageUse Use, DateTimeOffset At)> _unfinished = new();
    private readonly PriorityQueue<ImageUse, DateTimeOffset> _later = new();
    private readonly Queue<ImageUse> _outdated = new();
    private Epoch? _seen;
    private int _underWay;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(LookEvery * (1 + (Random.Shared.NextDouble() * Jitter)), clock, stoppingToken);
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is OrleansException or TimeoutException)
            {
                LogInterrupted(e.Message);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
            }
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        if (epochs.Latest is { } epoch && EpochMoves.IsNews(_seen, epoch)) Plan(epoch);
        while (_unfinished.TryDequeue(out var unfinished))
            if (unfinished.Use.TryQueue()) _later.Enqueue(unfinished.Use, unfinished.At);
        var waiting = _outdated.Count + _later.Count + (images.IsAnyWanted ? MostAtOnce : 0);
        var free = MostUnderWay - Volatile.Read(ref _underWay);
        var wanted = Math.Min(Math.Min(waiting, MostAtOnce), free);
        if (wanted <= 0) return;
        var leave = await grains.GetGrain<IEpochGrain>(IEpochGrain.Key).TakeRereads(wanted).WaitAsync(stoppingToken);
        for (; leave > 0 && Next() is { } use; leave--) RefreshAsync(use, stoppingToken).Ignore();
    }

    /// <summary>The database has moved: what is outdated now, the most used first.</summary>
    private void Plan(Epoch epoch)
    {
        _seen = epoch;
        _outdated.Clear();
        foreach (var use in images.All.Where(IsOutdatedAndUsed).OrderByDescending(use => use.Questions))
        {
            _outdated.Enqueue(use);
            use.Halve();
        }

        if (_outdated.Count > 0) LogPlanned(_outdated.Count, epoch.DatabaseTime);
    }

    private ImageUse? Next()
    {
        while (images.TryTakeWanted(out var wanted))
            if (IsDue(wanted!)) return wanted;
        while (_later.TryPeek(out var later, out var at) && at <= clock.GetUtcNow())
        {
            _later.Dequeue();
            later.Unqueue();
            if (IsDue(later)) return later;
        }

        while (_outdated.TryDequeue(out var outdated))
            if (IsDue(outdated)) return outdated;
        return null;
    }

    private async Task RefreshAsync(ImageUse use, CancellationToken stoppingToken)
    {
        Interlocked.Increment(ref _underWay);
        try
        {
            var again = await grains.GetGrain<IImageGrain>(use.Digest.ToString()).AsReference<IRefreshing>().Refresh().WaitAsync(stoppingToken);
            if (again is { } at) _unfinished.Enqueue((use, at));
        }
        catch (Exception e) when (e is OrleansException or TimeoutException)
        {
            // A grain that moved belongs to another silo's refresher now.
            if (images.Has(use)) _unfinished.Enqueue((use, clock.GetUtcNow() + PauseAfterInterruption));
            LogInterrupted(e.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private bool IsDue(ImageUse use) =>
        images.Has(use) && ((use.IsAffected && use.Report is not null) || IsOutdatedAndUsed(use));

    private bool IsOutdatedAndUsed(ImageUse use) => use.Report is { } report && epochs.Latest?.Replaced(report) is not null
        && use.AskedAt != 0 && clock.GetElapsedTime(use.AskedAt) < LongAgo;

    [LoggerMessage(LogLevel.Information, "{Reports} reports are older than Clair's database of {DatabaseTime} and are read again.")]
    private partial void LogPlanned(int reports, DateTimeOffset? databaseTime);

    [LoggerMessage(LogLevel.Debug, "Reading reports again was interrupted: {Reason}")]
    private partial void LogInterrupted(string reason);

    [LoggerMessage(LogLevel.Error, "Reading reports again failed by a fault of Scanner itself; it goes on.")]
    private partial void LogFailed(Exception error);
}
