using Microsoft.Extensions.Time.Testing;

namespace Scanner.Silo.Tests.Inventory.Pods;

/// <summary>A clock on which every wait is over at once and has taken its time.</summary>
internal sealed class SkippingClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero) ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        return timer;
    }
}
