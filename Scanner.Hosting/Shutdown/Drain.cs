using Microsoft.Extensions.Options;

namespace Scanner.Hosting.Shutdown;

/// <summary>
/// The first thing that happens when the process is told to stop: readiness goes off, and everything serves on for a while. Only
/// then is it stopped, part by part.
/// </summary>
public sealed partial class Drain(IOptions<ShutdownOptions> options, TimeProvider clock, ILogger<Drain> logger) : IHostedLifecycleService
{
    private volatile bool _begun;

    /// <summary>Whether the process was told to stop: it must no longer be called ready.</summary>
    public bool HasBegun => _begun;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _begun = true;
        if (options.Value.Delay == TimeSpan.Zero) return;
        LogDraining(options.Value.Delay);
        await Task.Delay(options.Value.Delay, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "Told to stop: not ready any more, serving for another {Delay}")]
    private partial void LogDraining(TimeSpan delay);
}
