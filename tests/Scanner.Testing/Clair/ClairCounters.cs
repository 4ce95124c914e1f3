using System.Collections.Immutable;

namespace Scanner.Testing.Clair;

/// <summary>What a <see cref="ClairStandIn"/> was asked and did. Every member may be read from any thread.</summary>
public sealed class ClairCounters
{
    private readonly Lock _lock = new();
    private readonly List<ClairPost> _posts = [];
    private readonly Dictionary<string, int> _fetches = [];
    private readonly HashSet<string> _stored = [];
    private readonly HashSet<string> _poisoned = [];
    private readonly Dictionary<string, int> _notificationGets = [];
    private readonly List<ClairDelivery> _deliveries = [];
    private TaskCompletionSource _changed = NewSignal();
    private int _gets;
    private int _statuses;
    private int _notificationMarks;
    private int _inFlight;
    private int _maxInFlight;
    private int _unlinked;

    /// <summary>The finished posts in the order in which they ended.</summary>
    public ImmutableArray<ClairPost> Posts => Read(() => _posts.ToImmutableArray());

    /// <summary>How often each layer hash was fetched, failed fetches included.</summary>
    public ImmutableDictionary<string, int> LayerFetches => Read(() => _fetches.ToImmutableDictionary());

    /// <summary>Hashes of the layers that Clair knows.</summary>
    public ImmutableHashSet<string> StoredLayers => Read(() => _stored.ToImmutableHashSet());

    /// <summary>Hashes of the layers that no new ancestry can use any more.</summary>
    public ImmutableHashSet<string> PoisonedLayers => Read(() => _poisoned.ToImmutableHashSet());

    /// <summary>GetAncestry calls.</summary>
    public int Gets => Read(() => _gets);

    /// <summary>GetStatus calls.</summary>
    public int Statuses => Read(() => _statuses);

    /// <summary>GetNotification calls by name, of unknown names too.</summary>
    public ImmutableDictionary<string, int> NotificationGets => Read(() => _notificationGets.ToImmutableDictionary());

    /// <summary>GetNotification calls.</summary>
    public int NotificationLookups => Read(() => _notificationGets.Values.Sum());

    /// <summary>MarkNotificationAsRead calls.</summary>
    public int NotificationMarks => Read(() => _notificationMarks);

    /// <summary>Posts to the webhook, in their order.</summary>
    public ImmutableArray<ClairDelivery> Deliveries => Read(() => _deliveries.ToImmutableArray());

    /// <summary>Posts that have begun and not ended.</summary>
    public int PostsInFlight => Read(() => _inFlight);

    /// <summary>The most posts that were in flight together.</summary>
    public int MaxPostsInFlight => Read(() => _maxInFlight);

    /// <summary>Ancestries that are in their <see cref="ClairFaults.FalseCleanWindow"/>.</summary>
    public int OpenWindows => Read(() => _unlinked);

    /// <summary>Finished posts of one ancestry name.</summary>
    public int PostsOf(string name, bool succeeded) => Read(() => _posts.Count(p => p.Name == name && p.Succeeded == succeeded));

    /// <summary>Waits until <paramref name="condition"/> holds; it is looked at after every change.</summary>
    /// <exception cref="OperationCanceledException">It did not hold before the token was cancelled.</exception>
    public async Task WaitAsync(Func<ClairCounters, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = Read(() => _changed.Task);
            if (condition(this)) return;
            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Forgets everything asked and fetched, and the maximum; what Clair has stored stays.</summary>
    public void Reset() => Change(() =>
    {
        _posts.Clear();
        _fetches.Clear();
        _notificationGets.Clear();
        _deliveries.Clear();
        _gets = _statuses = _notificationMarks = 0;
        _maxInFlight = _inFlight;
    });

    internal void PostBegan() => Change(() => _maxInFlight = Math.Max(_maxInFlight, ++_inFlight));

    internal void PostEnded(ClairPost post) => Change(() =>
    {
        _inFlight--;
        _posts.Add(post);
    });

    internal void GetAsked() => Change(() => _gets++);

    internal void StatusAsked() => Change(() => _statuses++);

    internal void NotificationAsked(string name) =>
        Change(() => _notificationGets[name] = _notificationGets.GetValueOrDefault(name) + 1);

    internal void NotificationMarked() => Change(() => _notificationMarks++);

    internal void Delivered(ClairDelivery delivery) => Change(() => _deliveries.Add(delivery));

    internal void LayerFetched(string hash) => Change(() => _fetches[hash] = _fetches.GetValueOrDefault(hash) + 1);

    internal void LayerStored(string hash) => Change(() => _stored.Add(hash));

    internal void LayerPoisoned(string hash) => Change(() => _poisoned.Add(hash));

    internal void WindowOpened() => Change(() => _unlinked++);

    internal void WindowClosed() => Change(() => _unlinked--);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private T Read<T>(Func<T> read)
    {
        lock (_lock) return read();
    }

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            change();
            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }
}
