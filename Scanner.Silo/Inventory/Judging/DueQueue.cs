namespace Scanner.Silo.Inventory.Judging;

/// <summary>Items that wait for their time. Any thread may call.</summary>
internal sealed class DueQueue<T>(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<T, DateTimeOffset> _items = new();
    private TaskCompletionSource _added = NewSignal();

    public void Enqueue(T item, DateTimeOffset dueAt)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            _items.Enqueue(item, dueAt);
            (signal, _added) = (_added, NewSignal());
        }

        signal.SetResult();
    }

    /// <summary>The item that is due first, as soon as it is.</summary>
    public async Task<T> DequeueAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task added;
            var wait = Timeout.InfiniteTimeSpan;
            lock (_lock)
            {
                if (_items.TryPeek(out var first, out var dueAt))
                {
                    wait = dueAt - clock.GetUtcNow();
                    if (wait <= TimeSpan.Zero)
                    {
                        _items.Dequeue();
                        return first;
                    }
                }

                added = _added.Task;
            }

            // Whichever comes first: its time, or another item that may be due sooner.
            await added.WaitAsync(wait, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
