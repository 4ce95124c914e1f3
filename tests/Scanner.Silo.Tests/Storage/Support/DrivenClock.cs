using Microsoft.Extensions.Time.Testing;

namespace Scanner.Silo.Tests.Storage.Support;

/// <summary>A clock that runs a hundred times as fast as the real one while somebody waits, and stands still otherwise.</summary>
internal sealed class DrivenClock : FakeTimeProvider
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    public void Tick() => Advance(Step);

    /// <summary>Repeats <paramref name="attempt"/>, with time passing in between, until it succeeds.</summary>
    public async Task UntilAsync(Func<Task<bool>> attempt, CancellationToken cancellationToken)
    {
        while (!await WhileAsync(attempt(), cancellationToken)) Tick();
    }

    /// <summary>Lets time pass until the task has ended.</summary>
    public async Task<T> WhileAsync<T>(Task<T> task, CancellationToken cancellationToken)
    {
        while (!task.IsCompleted)
        {
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(10), System, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            if (!task.IsCompleted) Tick();
        }

        return await task;
    }
}
