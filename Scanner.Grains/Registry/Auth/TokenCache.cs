using Scanner.Failures;
using Scanner.Grains.Registry.Credentials;

namespace Scanner.Grains.Registry.Auth;

/// <summary>
/// The tokens of one registry, per repository and credential, so that nobody pulls by another's leave. Fetches each once for
/// all who wait for it. Credentials are known here by fingerprint only.
/// </summary>
internal sealed class TokenCache(TokenIssuer issuer, RegistryOptions options, TimeProvider time)
{
    /// <summary>Tokens held; at 4 KB for a large one, 4 MB for a registry.</summary>
    public const int MaxTokens = 1000;

    /// <summary>A token this near its end is not used: it must outlive the request it goes with.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    /// <summary>A token this young is as good as a new one, however short the issuer makes them live.</summary>
    public static readonly TimeSpan Young = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<Key, TokenReply> _replies = [];
    private readonly Dictionary<Key, Task<TokenReply>> _underWay = [];

    /// <summary>Tokens that could still be used.</summary>
    public int Count
    {
        get
        {
            var now = time.GetUtcNow();
            lock (_lock) return _replies.Values.Count(reply => reply.Token!.ExpiresAt > now);
        }
    }

    /// <summary>A token for the call's repository, or the issuer's refusal, which is not remembered.</summary>
    /// <param name="challenge">The registry's Bearer challenge.</param>
    /// <param name="credential">Null for an anonymous token.</param>
    /// <param name="leastLifetime">What it must have left, unless it was fetched just now.</param>
    /// <param name="call">The operation it is for.</param>
    /// <param name="cancellationToken">Ends the wait, not a fetch that others wait for too.</param>
    /// <exception cref="ScanException">The issuer does not work, or may not be asked.</exception>
    public Task<TokenReply> GetAsync(
        AuthChallenge challenge, RegistryCredential? credential, TimeSpan leastLifetime, RegistryCall call,
        CancellationToken cancellationToken)
    {
        var key = new Key(challenge.Realm, challenge.Service, call.Repository, credential?.Fingerprint());
        lock (_lock)
        {
            if (_replies.TryGetValue(key, out var held) && IsUsable(held.Token!, leastLifetime)) return Task.FromResult(held);
            if (!_underWay.TryGetValue(key, out var fetch)) _underWay[key] = fetch = FetchAsync(key, challenge, credential, call);
            return fetch.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Drops a token that the registry would not take.</summary>
    public void Drop(RegistryToken token)
    {
        lock (_lock)
            foreach (var (key, held) in _replies)
                if (ReferenceEquals(held.Token, token)) _replies.Remove(key);
    }

    private async Task<TokenReply> FetchAsync(Key key, AuthChallenge challenge, RegistryCredential? credential, RegistryCall call)
    {
        // Out of the caller's lock before anything else.
        await Task.Yield();
        // Others wait for this as well: it has its own time, and its messages name what all of them want.
        using var giveUp = new CancellationTokenSource(options.RequestTimeout, time);
        var shared = call with { What = $"a token for {call.Repository}", Deadline = time.GetUtcNow() + options.RequestTimeout };
        try
        {
            var reply = await issuer.AskAsync(challenge, credential, shared, giveUp.Token);
            if (reply.Token is not null) Hold(key, reply);
            return reply;
        }
        catch (OperationCanceledException)
        {
            throw RegistryErrors.TookTooLong(shared, options.RequestTimeout);
        }
        finally
        {
            lock (_lock) _underWay.Remove(key);
        }
    }

    private bool IsUsable(RegistryToken token, TimeSpan leastLifetime)
    {
        var now = time.GetUtcNow();
        return token.ExpiresAt - now >= (leastLifetime > Margin ? leastLifetime : Margin) || now - token.FetchedAt < Young;
    }

    private void Hold(Key key, TokenReply reply)
    {
        lock (_lock)
        {
            if (_replies.Count >= MaxTokens) MakeRoom();
            _replies[key] = reply;
        }
    }

    private void MakeRoom()
    {
        var now = time.GetUtcNow();
        foreach (var (key, reply) in _replies)
            if (reply.Token!.ExpiresAt <= now) _replies.Remove(key);
        if (_replies.Count >= MaxTokens) _replies.Remove(_replies.MinBy(entry => entry.Value.Token!.ExpiresAt).Key);
    }

    private sealed record Key(string? Realm, string? Service, string Repository, string? Credential);
}
