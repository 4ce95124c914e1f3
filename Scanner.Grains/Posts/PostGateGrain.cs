using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Placement;
using Scanner.Failures;
using Scanner.Grains.Clair;
using Scanner.Grains.Handover;

namespace Scanner.Grains.Posts;

/// <inheritdoc cref="IPostGateGrain"/>
[GrainType("post-gate"), PreferLocalPlacement, KeepAlive]
internal sealed partial class PostGateGrain(
    IOptions<ClairOptions> options, IOptions<ClusterMembershipOptions> membership, TimeProvider clock, ILogger<PostGateGrain> logger)
    : Grain, IPostGateGrain, IHandover, IGrainMigrationParticipant
{
    /// <summary>Posts that may queue, a few hundred bytes each: more than a cluster starting from nothing brings.</summary>
    public const int MaxWaiting = 100_000;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly Dictionary<Guid, HeldPlace> _places = [];
    private readonly LinkedList<Ticket> _queue = [];
    private readonly Dictionary<Guid, LinkedListNode<Ticket>> _tickets = [];
    private readonly Dictionary<string, DateTimeOffset> _holds = [];
    private DateTimeOffset _admitsFrom = DateTimeOffset.MinValue;
    private bool _moved;

    /// <summary>
    /// Of each four places one is kept for other registries: a place is held while Clair fetches, and a registry that hangs
    /// would otherwise hold them all.
    /// </summary>
    private int MaxPerRegistry => Math.Max(1, options.Value.MaxPostsInFlight * 3 / 4);

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // The gate before this one may have died with a silo, and posts of that silo may still be stored by Clair. Their living
        // holders renew meanwhile; nobody new is let in.
        if (!_moved && await MayPostsBeLostAsync()) _admitsFrom = clock.GetUtcNow() + PostGateTimes.RestAfterDoubt;
        this.RegisterGrainTimer(Admit, new GrainTimerCreationOptions { DueTime = Tick, Period = Tick, Interleave = true });
    }

    public async Task<bool> Enter(Guid id, string subject, string registry, TimeSpan patience)
    {
        if (_places.ContainsKey(id)) return true;
        if (!_tickets.TryGetValue(id, out var node))
        {
            if (_queue.Count >= MaxWaiting)
                throw new ScanException(FailureKind.ClairUnavailable, $"More than {MaxWaiting} posts wait for Clair; try again later.");
            node = _queue.AddLast(new Ticket(id, subject, registry));
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

    public Task<bool> Renew(Guid id, string subject, string registry)
    {
        var taken = !_places.ContainsKey(id) && _places.Values.Any(place => place.Subject == subject);
        if (!taken) _places[id] = new HeldPlace(id, subject, registry, clock.GetUtcNow() + PostGateTimes.LapseAfter);
        return Task.FromResult(!taken);
    }

    public Task Leave(Guid id, string subject, TimeSpan hold)
    {
        _places.Remove(id);
        if (hold > TimeSpan.Zero) _holds[subject] = clock.GetUtcNow() + hold;
        if (_tickets.Remove(id, out var node)) _queue.Remove(node);
        return Admit();
    }

    public Task<PostGateState> GetState() => Task.FromResult(new PostGateState
    {
        Posting = [.. _places.Values.Select(place => place.Subject)],
        Waiting = _queue.Count,
        Held = [.. _holds.Keys],
    });

    public Task HandOver(SiloAddress target)
    {
        // Who waits here keeps the gate from being idle.
        foreach (var ticket in _queue) ticket.Turn.TrySetResult();
        this.MoveTo(target);
        return Task.CompletedTask;
    }

    public void OnDehydrate(IDehydrationContext dehydrationContext) => dehydrationContext.TryAddValue(
        nameof(PostGateMemory),
        new PostGateMemory { Places = [.. _places.Values], Holds = _holds.ToImmutableDictionary(), AdmitsFrom = _admitsFrom });

    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (!rehydrationContext.TryGetValue<PostGateMemory>(nameof(PostGateMemory), out var memory) || memory is null) return;
        foreach (var place in memory.Places) _places.Add(place.Id, place);
        foreach (var (subject, until) in memory.Holds) _holds.Add(subject, until);
        (_admitsFrom, _moved) = (memory.AdmitsFrom, true);
    }

    private async Task<bool> MayPostsBeLostAsync()
    {
        try
        {
            var members = await GrainFactory.GetGrain<IManagementGrain>(0).GetDetailedHosts(onlyActive: false);
            return LostSilos.MayStillPost(members, membership.Value.IAmAliveTablePublishTimeout, clock.GetUtcNow());
        }
        catch (Exception e)
        {
            LogMembersUnknown(e.Message);
            return true;
        }
    }

    private Task Admit()
    {
        var now = clock.GetUtcNow();
        foreach (var (id, _) in _places.Where(pair => pair.Value.LapsesAt <= now).ToList()) _places.Remove(id);
        foreach (var (subject, _) in _holds.Where(pair => pair.Value <= now).ToList()) _holds.Remove(subject);

        if (now < _admitsFrom) return Task.CompletedTask;

        for (var node = _queue.First; node is not null && _places.Count < options.Value.MaxPostsInFlight;)
        {
            var (next, ticket) = (node.Next, node.Value);
            var forgotten = ticket.HeardAt + PostGateTimes.ForgetAfter < now;
            if (forgotten || MayEnter(ticket))
            {
                _queue.Remove(node);
                _tickets.Remove(ticket.Id);
                if (!forgotten) _places.Add(ticket.Id, new HeldPlace(ticket.Id, ticket.Subject, ticket.Registry, now + PostGateTimes.LapseAfter));
                ticket.Turn.TrySetResult();
            }

            node = next;
        }

        return Task.CompletedTask;
    }

    private bool MayEnter(Ticket ticket) =>
        !_holds.ContainsKey(ticket.Subject)
        && _places.Values.All(place => place.Subject != ticket.Subject)
        && _places.Values.Count(place => place.Registry == ticket.Registry) < MaxPerRegistry;

    [LoggerMessage(LogLevel.Warning, "Posts to Clair rest for a while: whether a silo died lately cannot be told ({Reason})")]
    private partial void LogMembersUnknown(string reason);

    private sealed class Ticket(Guid id, string subject, string registry)
    {
        public Guid Id { get; } = id;

        public string Subject { get; } = subject;

        public string Registry { get; } = registry;

        /// <summary>When its owner last asked, or will have waited to the end of a call.</summary>
        public DateTimeOffset HeardAt { get; set; }

        public TaskCompletionSource Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
