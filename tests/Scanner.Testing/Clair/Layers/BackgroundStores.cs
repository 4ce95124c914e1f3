using System.Collections.Concurrent;

namespace Scanner.Testing.Clair.Layers;

/// <summary>What the server still stores after the caller left; a stop of the server ends it, as a kill of Clair would.</summary>
internal sealed class BackgroundStores(TimeProvider clock) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _running = [];

    public void StoreLater(TimeSpan delay, Action store) => _running.Add(StoreLaterAsync(delay, store));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task StoreLaterAsync(TimeSpan delay, Action store)
    {
        await Task.Delay(delay, clock, _stop.Token);
        store();
    }
}
