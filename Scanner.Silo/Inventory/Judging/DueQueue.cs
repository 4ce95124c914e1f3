namespace Scanner.Silo.Inventory.Judging;

/// <summary>Items that wait for their time. Any thread may call.</summary>
internal sealed class DueQueue<T>(TimeProvider clock)
{
    /// <summary>How late a new item may be noticed by who waits for a later one.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly PriorityQueue<T, DateTimeOffset> _items = new();

    public void Enqueue(T item, DateTimeOffset dueAt)
    {
        lock (_lock) _items.Enqueue(item, dueAt);
    }

    /// <summary>The item that is due first, once it is.</summary>
    public async Task<T> DequeueAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_items.TryPeek(out _, out var dueAt) && dueAt <= clock.GetUtcNow()) return _items.Dequeue();
            }

            await Task.Delay(LookEvery, clock, cancellationToken);
        }
    }
}
