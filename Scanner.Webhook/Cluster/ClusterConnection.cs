using Microsoft.Extensions.Options;
using Scanner.Hosting.Logging;

namespace Scanner.Webhook.Cluster;

/// <summary>
/// The webhook's way to the grains, in a host of its own: Kestrel listens whether or not a silo can be reached, and a silo
/// that comes or comes back is picked up without a restart.
/// </summary>
internal sealed partial class ClusterConnection(
    IOptions<ClusterOptions> options, IServiceProvider webhook, IConfiguration configuration, TimeProvider clock,
    ILogger<ClusterConnection> logger)
    : BackgroundService, IClusterConnection
{
    /// <summary>Between two attempts to find a gateway; a silo needs seconds to start.</summary>
    private static readonly TimeSpan RetryEvery = TimeSpan.FromSeconds(1);

    private volatile IGrainFactory? _grains;

    public IGrainFactory? Grains => _grains;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            using var host = BuildClient(stoppingToken);
            try
            {
                await host.StartAsync(stoppingToken);
                LogConnected();
                _grains = host.Services.GetRequiredService<IGrainFactory>();
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                _grains = null;
                await StopQuietlyAsync(host);
            }
            catch (Exception e)
            {
                LogClientFailed(e, RetryEvery);
                await Task.Delay(RetryEvery, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static async Task StopQuietlyAsync(IHost host)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await host.StopAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private IHost BuildClient(CancellationToken stoppingToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.AddScannerConsole(configuration);
        // A client that is stopped before it found a silo is no failure to report; what is, is reported here.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        builder.UseOrleansClient(client =>
        {
            new ClusterClient(options.Value, webhook).Configure(client);
            client.UseConnectionRetryFilter(async (exception, _) =>
            {
                LogNoSilo(exception.Message, RetryEvery);
                await Task.Delay(RetryEvery, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return !stoppingToken.IsCancellationRequested;
            });
        });
        return builder.Build();
    }

    [LoggerMessage(LogLevel.Information, "Connected to the silos")]
    private partial void LogConnected();

    [LoggerMessage(LogLevel.Warning, "No silo can be reached ({Reason}); trying again every {Pause}. Reviews are answered by Policy:WhenNotReady.")]
    private partial void LogNoSilo(string reason, TimeSpan pause);

    [LoggerMessage(LogLevel.Error, "The Orleans client failed; starting it anew in {Pause}")]
    private partial void LogClientFailed(Exception error, TimeSpan pause);
}
