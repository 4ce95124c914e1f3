using System.Collections.Concurrent;

namespace Scanner.Testing.Registry;

/// <summary>
/// What was asked of a stand-in. Every request is kept until <see cref="Clear"/>, about 300 bytes each: clear it in long runs.
/// </summary>
public sealed class RegistryCounters
{
    private readonly Lock _gate = new();
    private readonly List<RecordedRequest> _requests = [];
    private readonly List<RequestWaiter> _waiters = [];
    private readonly ConcurrentDictionary<int, int> _answers = new();
    private int _inFlight;
    private int _maxConcurrentRequests;

    /// <summary>All requests so far, in the order in which they arrived.</summary>
    public IReadOnlyList<RecordedRequest> Requests
    {
        get
        {
            lock (_gate) return [.. _requests];
        }
    }

    /// <summary>GETs of manifests by digest: how often each digest was asked for.</summary>
    public IReadOnlyDictionary<string, int> ManifestGetsByDigest =>
        Tally(request => request is { Kind: RequestKind.Manifest, Method: "GET", ByDigest: true }, request => request.Reference);

    /// <summary>GETs of manifests by tag: how often each <c>repository:tag</c> was asked for.</summary>
    public IReadOnlyDictionary<string, int> ManifestGetsByTag =>
        Tally(
            request => request is { Kind: RequestKind.Manifest, Method: "GET", ByDigest: false },
            request => $"{request.Repository}:{request.Reference}");

    /// <summary>GETs of blobs: how often each digest was asked for.</summary>
    public IReadOnlyDictionary<string, int> BlobGets =>
        Tally(request => request is { Kind: RequestKind.Blob, Method: "GET" }, request => request.Reference);

    public int ManifestGets => Count(request => request is { Kind: RequestKind.Manifest, Method: "GET" });

    public int ManifestHeads => Count(request => request is { Kind: RequestKind.Manifest, Method: "HEAD" });

    public int BlobHeads => Count(request => request is { Kind: RequestKind.Blob, Method: "HEAD" });

    public int TokenRequests => Count(request => request.Kind == RequestKind.Token);

    /// <summary>Answers with status 401, the token endpoint's too.</summary>
    public int Unauthorized => _answers.GetValueOrDefault(401);

    /// <summary>How often each status was answered. An answer that never came is not counted.</summary>
    public IReadOnlyDictionary<int, int> Answers => new Dictionary<int, int>(_answers);

    /// <summary>Requests in flight at this moment.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>The most requests that were in flight at one time.</summary>
    public int MaxConcurrentRequests => Volatile.Read(ref _maxConcurrentRequests);

    public int Count(Func<RecordedRequest, bool> match) => Requests.Count(match);

    /// <summary>
    /// Completes once so many matching requests have arrived, counting those that arrived before; they need not be answered yet.
    /// </summary>
    public Task WhenReceived(Func<RecordedRequest, bool> match, int count = 1, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            var waiter = new RequestWaiter(match, count - _requests.Count(match));
            if (!waiter.Completed) _waiters.Add(waiter);
            return waiter.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Forgets everything so far; requests in flight stay in flight.</summary>
    public void Clear()
    {
        lock (_gate) _requests.Clear();
        _answers.Clear();
        Volatile.Write(ref _maxConcurrentRequests, InFlight);
    }

    internal void Arrived(RecordedRequest request)
    {
        lock (_gate)
        {
            _requests.Add(request);
            _maxConcurrentRequests = Math.Max(_maxConcurrentRequests, Interlocked.Increment(ref _inFlight));
            _waiters.RemoveAll(waiter => waiter.Sees(request));
        }
    }

    internal void Answered(int status) => _answers.AddOrUpdate(status, 1, (_, count) => count + 1);

    internal void Left() => Interlocked.Decrement(ref _inFlight);

    private Dictionary<string, int> Tally(Func<RecordedRequest, bool> match, Func<RecordedRequest, string> key) =>
        Requests.Where(match).CountBy(key).ToDictionary(StringComparer.Ordinal);
}
