namespace Scanner.Silo.Tests.Inventory.Judging;

/// <summary>
/// Runs what is asynchronous on the caller's thread, when it is told to: so a test knows when all has come to rest.
/// </summary>
internal sealed class Pump : SynchronizationContext
{
    private readonly Queue<Action> _posted = [];

    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_posted) _posted.Enqueue(() => d(state));
    }

    public override SynchronizationContext CreateCopy() => this;

    public Task Start(Func<Task> work) => Within(work);

    /// <summary>Runs until nothing is left to run.</summary>
    public void Drain()
    {
        while (Next() is { } action) Within(() =>
        {
            action();
            return Task.CompletedTask;
        });
    }

    private Action? Next()
    {
        lock (_posted) return _posted.TryDequeue(out var action) ? action : null;
    }

    private Task Within(Func<Task> work)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            return work();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
