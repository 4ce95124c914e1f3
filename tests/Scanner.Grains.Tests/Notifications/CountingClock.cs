using Microsoft.Extensions.Time.Testing;

namespace Scanner.Grains.Tests.Notifications;

/// <summary>A clock that a test moves, and that tells how many waits were begun on it.</summary>
internal sealed class CountingClock : FakeTimeProvider
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _timers;

    public async Task WaitForTimersAsync(int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task begun;
            lock (_lock)
            {
                if (_timers >= count) return;
                begun = _begun.Task;
            }

            await begun.WaitAsync(cancellationToken);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        lock (_lock)
        {
            _timers++;
            _begun.SetResult();
            _begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return timer;
    }
}
