using System.Collections.Concurrent;
using Scanner.EndToEnd.Tests.World;

namespace Scanner.EndToEnd.Tests.Faults;

/// <summary>Reviews of known and of new images at every webhook that is ready, until it is stopped.</summary>
internal sealed class Traffic : IAsyncDisposable
{
    /// <summary>Warm reviews in flight at a time.</summary>
    private const int WarmLanes = 4;

    /// <summary>Between two warm reviews of a lane: what is measured is the fault, not the machine.</summary>
    private static readonly TimeSpan WarmPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Between two new digests.</summary>
    private static readonly TimeSpan NewPause = TimeSpan.FromMilliseconds(700);

    private readonly CancellationTokenSource _over = new();
    private readonly FaultWorld _world;
    private readonly HealthProbes _health;
    private readonly ReviewClient _client;
    private readonly CancellationToken _cancelled;
    private readonly Task _lanes;
    private int _asked;

    public Traffic(FaultWorld world, HealthProbes health, CancellationToken cancelled)
    {
        (_world, _health, _cancelled) = (world, health, cancelled);
        _client = new ReviewClient(world.Scanner.Http);
        _lanes = Task.WhenAll([.. Enumerable.Range(0, WarmLanes).Select(_ => WarmLaneAsync()), NewLaneAsync()]);
    }

    public ConcurrentQueue<FaultReview> Warm { get; } = [];

    public ConcurrentQueue<FaultReview> New { get; } = [];

    /// <summary>Asks no more, and returns when all that was asked is over.</summary>
    public async Task StopAsync()
    {
        await _over.CancelAsync();
        await _lanes;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _over.Dispose();
    }

    private async Task WarmLaneAsync()
    {
        while (!_over.IsCancellationRequested)
        {
            var number = Interlocked.Increment(ref _asked);
            await AskAsync(number, _world.Known[number / 2 % _world.Known.Count], Warm);
            await PauseAsync(WarmPause);
        }
    }

    private async Task NewLaneAsync()
    {
        List<Task> asked = [];
        while (!_over.IsCancellationRequested)
        {
            asked.Add(AskAsync(asked.Count, _world.Images.Take(), New));
            await PauseAsync(NewPause);
        }

        await Task.WhenAll(asked);
    }

    private async Task AskAsync(int number, ReviewedCase reviewed, ConcurrentQueue<FaultReview> reviews)
    {
        // As a Service does: whoever is not ready is not asked.
        var webhooks = _world.Scanner.Webhooks.Where(_health.IsServing).ToList();
        if (webhooks.Count == 0) return;
        var webhook = webhooks[number % webhooks.Count];
        var begun = TimeProvider.System.GetTimestamp();
        var outcome = await _client.AskAsync(webhook, reviewed, _cancelled);
        reviews.Enqueue(new FaultReview(webhook, begun, TimeProvider.System.GetTimestamp(), outcome));
    }

    private Task PauseAsync(TimeSpan pause) =>
        Task.Delay(pause, TimeProvider.System, _over.Token).ContinueWith(_ => { }, TaskScheduler.Default);
}
