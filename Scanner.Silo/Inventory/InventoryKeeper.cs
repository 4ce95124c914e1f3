using Scanner.Grains;
using Scanner.Hosting.ApiServer;

namespace Scanner.Silo.Inventory;

/// <summary>
/// Keeps the cluster's one inventory running: every silo asks for it, so it begins again elsewhere when its silo is gone.
/// </summary>
internal sealed partial class InventoryKeeper(
    IGrainFactory grains, IServiceProvider services, TimeProvider clock, ILogger<InventoryKeeper> logger) : BackgroundService
{
    /// <summary>How long the cluster may be without an inventory; what it tells is not urgent by the second.</summary>
    public static readonly TimeSpan AskEvery = TimeSpan.FromSeconds(10);

    private string? _lastTrouble;

    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">There is no Kubernetes API here; names the key.</exception>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Made now and not when the grain needs it, so that the start fails and says what to set.
        services.GetRequiredService<ApiServerConnection>();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(AskEvery, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await AskAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task AskAsync(CancellationToken stoppingToken)
    {
        try
        {
            await grains.GetGrain<IInventoryGrain>(IInventoryGrain.Key).KeepRunning().WaitAsync(stoppingToken);
            _lastTrouble = null;
        }
        // The silo may be starting or ending, the grain's silo may have just died: the next tick asks again.
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            if (e.GetType().Name == _lastTrouble) return;
            _lastTrouble = e.GetType().Name;
            LogUnanswered(_lastTrouble, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The inventory did not answer and is asked again: {Fault}: {Reason}")]
    private partial void LogUnanswered(string fault, string reason);
}
