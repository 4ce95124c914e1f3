using System.Collections.Concurrent;

namespace Scanner.EndToEnd.Tests.World;

/// <summary>Reviews that arrive one after the other at all webhooks in turn, as long as something else happens.</summary>
internal sealed class ReviewStream(HttpClient http, IReadOnlyList<ScannerProcess> webhooks, IReadOnlyList<ReviewedCase> cases)
{
    /// <summary>Reviews in flight at a time.</summary>
    private const int Lanes = 4;

    private readonly ReviewClient _client = new(http);
    private readonly ConcurrentBag<ReviewOutcome> _outcomes = [];
    private int _next;

    /// <summary>Runs until <paramref name="event"/> is over and some more reviews were answered after it.</summary>
    public async Task<IReadOnlyList<ReviewOutcome>> DuringAsync(Func<Task> @event, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] lanes = [.. Enumerable.Range(0, Lanes).Select(_ => LaneAsync(over.Token, cancellationToken))];
        try
        {
            _outcomes.Clear();
            await @event();
            var enough = _outcomes.Count + (Lanes * cases.Count);
            while (_outcomes.Count < enough && !lanes.Any(lane => lane.IsCompleted))
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(lanes);
        }

        return [.. _outcomes];
    }

    private async Task LaneAsync(CancellationToken over, CancellationToken cancellationToken)
    {
        while (!over.IsCancellationRequested) await ReviewAsync(Interlocked.Increment(ref _next), cancellationToken);
    }

    private async Task ReviewAsync(int number, CancellationToken cancellationToken) =>
        _outcomes.Add(await _client.AskAsync(webhooks[number % webhooks.Count], cases[number % cases.Count], cancellationToken));
}
