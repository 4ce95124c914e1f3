using BitFaster.Caching.Lru;
using Scanner.Grains.Access;
using Scanner.Grains.Registry.Credentials;
using Scanner.Images;

namespace Scanner.Grains.Registry;

/// <summary>
/// Which credentials have lately been good for which manifests of one registry, so that namespaces with the same credentials, or
/// with none, cost the registry one request. Credentials are known here by fingerprint only.
/// </summary>
internal sealed class PullProofs(string host, KeychainSequence keychain, TimeProvider time)
{
    /// <summary>Proofs held, of about 300 bytes: 1.2 MB for a registry.</summary>
    public const int Capacity = 4000;

    // Made with the first proof: whoever may create a pod may name registries without end.
    private readonly Lazy<ConcurrentLru<Key, DateTimeOffset>> _provenAt = new(() => new ConcurrentLru<Key, DateTimeOffset>(Capacity));

    // Never out of date: a digest names the same bytes for good.
    private readonly Lazy<ConcurrentLru<(string Repository, Digest Digest), bool>> _served =
        new(() => new ConcurrentLru<(string, Digest), bool>(Capacity));

    /// <summary>Whether the registry has once sent the very bytes that the digest names.</summary>
    public bool HasServed(string repository, Digest digest) =>
        _served.IsValueCreated && _served.Value.TryGet((repository, digest), out _);

    /// <summary>The registry has just said yes to the call, of a manifest whose bytes it has sent now or before.</summary>
    public PullGrant Record(RegistryCall call, Digest digest)
    {
        _served.Value.AddOrUpdate((call.Repository, digest), true);
        _provenAt.Value.AddOrUpdate(new Key(call.Repository, digest, call.Accepted?.Fingerprint()), time.GetUtcNow());
        return new PullGrant { IsForEverybody = call.Accepted is null or { IsForEverybody: true }, Lifetime = AccessTimes.Lifetime };
    }

    /// <summary>What follows from proofs without credentials, or with the operator's; null for nothing.</summary>
    public PullGrant? FindForEverybody(string repository, Digest digest) =>
        Find(repository, digest, null, isForEverybody: true)
        ?? keychain.FindForEverybody(host, repository)
            .Select(credential => Find(repository, digest, credential.Fingerprint(), isForEverybody: true))
            .FirstOrDefault(grant => grant is not null);

    /// <summary>What follows from proofs with these credentials; null for nothing.</summary>
    public PullGrant? Find(string repository, Digest digest, IEnumerable<RegistryCredential> credentials) => credentials
        .Select(credential => Find(repository, digest, credential.Fingerprint(), credential.IsForEverybody))
        .FirstOrDefault(grant => grant is not null);

    // A proof near its end is no good any more, or those who come to renew theirs would be given the same again.
    private PullGrant? Find(string repository, Digest digest, string? fingerprint, bool isForEverybody)
    {
        if (!_provenAt.IsValueCreated || !_provenAt.Value.TryGet(new Key(repository, digest, fingerprint), out var provenAt)) return null;
        var left = provenAt + AccessTimes.Lifetime - time.GetUtcNow();
        return left > AccessTimes.RenewBefore ? new PullGrant { IsForEverybody = isForEverybody, Lifetime = left } : null;
    }

    private readonly record struct Key(string Repository, Digest Digest, string? Fingerprint);
}
