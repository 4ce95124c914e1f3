using Microsoft.Extensions.Time.Testing;

namespace Scanner.Testing.Tests.Clair.Support;

/// <summary>A clock that a test moves, and that tells when somebody began to wait for it.</summary>
internal sealed class SignallingClock : FakeTimeProvider
{
    private readonly TaskCompletionSource _timer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task FirstTimer => _timer.Task;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _timer.TrySetResult();
        return timer;
    }
}
