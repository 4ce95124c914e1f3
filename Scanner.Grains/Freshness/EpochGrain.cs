using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using Scanner.Failures;
using Scanner.Grains.Clair;
using Scanner.Grains.Handover;
using Scanner.Grains.Storage;

namespace Scanner.Grains.Freshness;

/// <inheritdoc cref="IEpochGrain"/>
[GrainType("epoch")]
internal sealed partial class EpochGrain(
    IScannerBackend backend, IGrainContext context, [FromKeyedServices(GrainStores.Name)] IGrainStorage storage,
    IOptions<FreshnessOptions> options, TimeProvider clock, ILogger<EpochGrain> logger)
    : Grain, IEpochGrain, IHandover, IGrainMigrationParticipant
{
    private readonly GrainRow<Epoch> _row = new(storage, "epoch", context.GrainId);
    private readonly PaceBucket _pace = new(options.Value.RefreshRate, clock);
    private Task<Epoch>? _asking;
    private Epoch? _epoch;

    public override async Task OnActivateAsync(CancellationToken cancellationToken) => _epoch ??= await _row.ReadAsync();

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        _row.FlushAsync(cancellationToken);

    public Task<Epoch> Ask(TimeSpan maxAge, Epoch? known)
    {
        TakeUp(known);
        if (_epoch is { } epoch && IsOfAge(epoch, maxAge)) return Task.FromResult(epoch);
        if (_asking is not { IsCompleted: false }) _asking = AskClairAsync();
        return _asking;
    }

    public Task<Epoch?> ReportLoss(DateTimeOffset knownAt)
    {
        if (_epoch is { } epoch) Enter(EpochMoves.AfterLoss(epoch, knownAt, clock.GetUtcNow()));
        return Task.FromResult(_epoch);
    }

    public Task<int> TakeRereads(int wanted) => Task.FromResult(_pace.Take(wanted));

    public Task<Epoch?> GetState() => Task.FromResult(_epoch);

    public Task HandOver(SiloAddress target)
    {
        this.MoveTo(target);
        return Task.CompletedTask;
    }

    public void OnDehydrate(IDehydrationContext dehydrationContext) => dehydrationContext.TryAddValue(nameof(_epoch), _epoch);

    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (rehydrationContext.TryGetValue<Epoch>(nameof(_epoch), out var epoch)) _epoch = epoch;
    }

    private void TakeUp(Epoch? known)
    {
        _epoch ??= known;
        if (known?.LostAt is { } lostAt && !(_epoch!.LostAt >= lostAt)) _epoch = _epoch with { LostAt = lostAt };
    }

    // A silo whose clock was ahead may have heard it "later".
    private bool IsOfAge(Epoch epoch, TimeSpan maxAge) =>
        clock.GetUtcNow() - epoch.HeardAt is var age && age >= TimeSpan.Zero && age <= maxAge;

    private async Task<Epoch> AskClairAsync()
    {
        try
        {
            var status = await backend.GetStatusAsync(CancellationToken.None);
            Enter(EpochMoves.After(_epoch, status, clock.GetUtcNow()));
            return _epoch!;
        }
        catch (ScanException e)
        {
            throw e.ForTheWire();
        }
    }

    private void Enter(Epoch epoch)
    {
        if (EpochMoves.IsNews(_epoch, epoch))
        {
            LogEpoch(epoch.DatabaseTime, epoch.Detectors);
            if (_epoch is { } before && epoch.LostAt != before.LostAt) LogLoss();
            _row.Write(epoch);
        }

        _epoch = epoch;
    }

    [LoggerMessage(LogLevel.Information, "Clair's database is of {DatabaseTime}, its detectors are {Detectors}.")]
    private partial void LogEpoch(DateTimeOffset? databaseTime, string detectors);

    [LoggerMessage(LogLevel.Warning, "Clair's database was emptied or restored: what is asked for is posted again.")]
    private partial void LogLoss();
}
