using Microsoft.Extensions.Options;
using Orleans.Placement;
using Scanner.Failures;
using Scanner.Grains.Clair;

namespace Scanner.Grains.Posts;

/// <inheritdoc cref="IPostGateGrain"/>
[GrainType("post-gate"), PreferLocalPlacement]
internal sealed class PostGateGrain(IOptions<ClairOptions> options, TimeProvider clock) : Grain, IPostGateGrain
{
    /// <summary>Posts that may queue, a few hundred bytes each: more than a cluster starting from nothing brings.</summary>
    public const int MaxWaiting = 100_000;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Guid, Place> _places = [];
    private readonly LinkedList<Ticket> _queue = [];
    private readonly Dictionary<Guid, LinkedListNode<Ticket>> _tickets = [];
    private readonly Dictionary<string, DateTimeOffset> _holds = [];

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(Admit, new GrainTimerCreationOptions { DueTime = Tick, Period = Tick, Interleave = true });
        return Task.CompletedTask;
    }

    public async Task<bool> Enter(Guid id, string subject, TimeSpan patience)
    {
        if (_places.ContainsKey(id)) return true;
        if (!_tickets.TryGetValue(id, out var node))
        {
            if (_queue.Count >= MaxWaiting)
                throw new ScanException(FailureKind.ClairUnavailable, $"More than {MaxWaiting} posts wait for Clair; try again later.");
            node = _queue.AddLast(new Ticket(id, subject));
            _tickets.Add(id, node);
        }

        var ticket = node.Value;
        ticket.HeardAt = clock.GetUtcNow() + patience;
        await Admit();
        await ticket.Turn.Task.WaitAsync(patience, clock)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        ticket.HeardAt = clock.GetUtcNow();
        return _places.ContainsKey(id);
    }

    public Task<bool> Renew(Guid id)
    {
        var held = _places.TryGetValue(id, out var place);
        if (held) _places[id] = place! with { LapsesAt = clock.GetUtcNow() + PostGateTimes.LapseAfter };
        return Task.FromResult(held);
    }

    public Task Leave(Guid id, TimeSpan hold)
    {
        if (_places.Remove(id, out var place) && hold > TimeSpan.Zero) _holds[place.Subject] = clock.GetUtcNow() + hold;
        if (_tickets.Remove(id, out var node)) _queue.Remove(node);
        return Admit();
    }

    public Task<PostGateState> GetState() => Task.FromResult(new PostGateState
    {
        Posting = [.. _places.Values.Select(place => place.Subject)],
        Waiting = _queue.Count,
        Held = [.. _holds.Keys],
    });

    private Task Admit()
    {
        var now = clock.GetUtcNow();
        foreach (var (id, _) in _places.Where(pair => pair.Value.LapsesAt <= now).ToList()) _places.Remove(id);
        foreach (var (subject, _) in _holds.Where(pair => pair.Value <= now).ToList()) _holds.Remove(subject);

        var posting = _places.Values.Select(place => place.Subject).ToHashSet(StringComparer.Ordinal);
        for (var node = _queue.First; node is not null && _places.Count < options.Value.MaxPostsInFlight;)
        {
            var (next, ticket) = (node.Next, node.Value);
            var forgotten = ticket.HeardAt + PostGateTimes.ForgetAfter < now;
            if (forgotten || (!_holds.ContainsKey(ticket.Subject) && posting.Add(ticket.Subject)))
            {
                _queue.Remove(node);
                _tickets.Remove(ticket.Id);
                if (!forgotten) _places.Add(ticket.Id, new Place(ticket.Subject, now + PostGateTimes.LapseAfter));
                ticket.Turn.TrySetResult();
            }

            node = next;
        }

        return Task.CompletedTask;
    }

    private sealed record Place(string Subject, DateTimeOffset LapsesAt);

    private sealed class Ticket(Guid id, string subject)
    {
        public Guid Id { get; } = id;

        public string Subject { get; } = subject;

        /// <summary>When its owner last asked, or will have waited to the end of a call.</summary>
        public DateTimeOffset HeardAt { get; set; }

        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
