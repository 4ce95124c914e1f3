using System.Collections.Concurrent;
using Grpc.Core;

namespace Scanner.Testing.Clair;

/// <summary>Switches that make a <see cref="ClairStandIn"/> behave badly; each may be turned at any moment.</summary>
public sealed class ClairFaults
{
    private readonly Lock _lock = new();
    private int _postsToFail;
    private int _pagesToExpire;
    private Status _failure;

    /// <summary>
    /// On as in Clair: a layer with features that two overlapping posts scan makes every later post of a new name that
    /// contains it fail for good.
    /// </summary>
    public bool PoisonSharedLayers { get; set; } = true;

    /// <summary>How long an ancestry is stored without its vulnerabilities before the post that stored it goes on.</summary>
    public TimeSpan FalseCleanWindow { get; set; }

    /// <summary>How long after its caller left the server stores a layer that it had fetched; zero drops it.</summary>
    public TimeSpan StoreAfterCancel { get; set; }

    /// <summary>Pause between fetching a layer and storing it, unless <see cref="LayerDelays"/> says otherwise.</summary>
    public TimeSpan LayerDelay { get; set; }

    /// <summary>The same by layer hash.</summary>
    public ConcurrentDictionary<string, TimeSpan> LayerDelays { get; } = new();

    /// <summary>Awaited with the layer's hash after the delay: holds a scan until a test lets it go, without a clock.</summary>
    public Func<string, CancellationToken, Task>? LayerGate { get; set; }

    /// <summary>Pause before GetAncestry is answered.</summary>
    public TimeSpan GetDelay { get; set; }

    /// <summary>
    /// Answers no <c>last_update_time</c> and no vulnerability, as a Clair whose updater never finished.
    /// </summary>
    public bool NoLastUpdateTime { get; set; }

    /// <summary>PostgreSQL refuses connections.</summary>
    public bool DatabaseDown { get; set; }

    /// <summary>Awaited with the ancestry's name before GetAncestry answers: holds a read until a test lets it go.</summary>
    public Func<string, CancellationToken, Task>? ReadGate { get; set; }

    /// <summary>GetAncestry shows no feature in any layer, as for an image that Clair cannot look into.</summary>
    public bool ZeroFeatures { get; set; }

    /// <summary>What is wrong with GetAncestry's answers.</summary>
    public ClairGarbage Garbage { get; set; }

    /// <summary>The next <paramref name="count"/> posts fail at once with this status, before anything is looked at.</summary>
    public void FailNextPosts(int count, StatusCode code, string text)
    {
        lock (_lock)
        {
            _postsToFail = count;
            _failure = new Status(code, text);
        }
    }

    /// <summary>The next <paramref name="count"/> page tokens that are shown count as expired.</summary>
    public void ExpireNextPages(int count)
    {
        lock (_lock) _pagesToExpire = count;
    }

    internal bool TakePageExpiry()
    {
        lock (_lock) return _pagesToExpire > 0 && _pagesToExpire-- > 0;
    }

    internal void ThrowIfPostsFail()
    {
        lock (_lock)
        {
            if (_postsToFail == 0) return;
            _postsToFail--;
            throw new RpcException(_failure);
        }
    }

    internal async Task HoldLayerAsync(string hash, TimeProvider clock, CancellationToken cancellationToken)
    {
        var delay = LayerDelays.TryGetValue(hash, out var own) ? own : LayerDelay;
        if (delay > TimeSpan.Zero) await Task.Delay(delay, clock, cancellationToken);
        if (LayerGate is { } gate) await gate(hash, cancellationToken);
    }
}
