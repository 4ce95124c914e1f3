using Microsoft.Extensions.Options;

namespace Scanner.Hosting.Shutdown;

/// <summary>
/// Ends the process when its stop takes longer than it may. Orleans goes on for minutes trying to write its leave into a membership table
/// that cannot be reached, and heeds no deadline; Kubernetes would kill it, later and without a word.
/// </summary>
public sealed partial class LastResort(
    IHostApplicationLifetime lifetime, IOptions<HostOptions> host, TimeProvider clock, ILogger<LastResort> logger) : IHostedService, IDisposable
{
    /// <summary>What a stop that heeds its deadline still needs after it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private CancellationTokenRegistration _stopping;
    private ITimer? _timer;

    /// <summary>Ends the process; replaced in tests.</summary>
    internal Action<int> Exit { get; init; } = Environment.Exit;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _stopping = lifetime.ApplicationStopping.Register(() =>
            _timer = clock.CreateTimer(_ => End(), null, host.Value.ShutdownTimeout + Grace, Timeout.InfiniteTimeSpan));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _stopping.Dispose();
        _timer?.Dispose();
    }

    private void End()
    {
        LogLate(host.Value.ShutdownTimeout + Grace);
        Exit(1);
    }

    [LoggerMessage(LogLevel.Error, "Still not stopped after {Patience}; ending without waiting any longer")]
    private partial void LogLate(TimeSpan patience);
}
