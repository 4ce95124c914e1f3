using Microsoft.Extensions.Time.Testing;

namespace Scanner.Testing.Tests.Clair.Support;

/// <summary>A clock that jumps to the end of a wait as soon as somebody waits.</summary>
internal sealed class JumpingClock : FakeTimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        // Not here: whoever waits has not got its timer yet.
        if (dueTime > TimeSpan.Zero) ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        return timer;
    }
}
