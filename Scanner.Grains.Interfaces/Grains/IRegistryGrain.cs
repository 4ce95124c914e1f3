using Orleans.Concurrency;
using Scanner.Images;

namespace Scanner.Grains;

/// <summary>
/// One registry, keyed by its host as references write it: the one place in the cluster from which that registry is spoken
/// to, so that tokens, pacing, Retry-After and the circuit hold for all silos.
/// </summary>
[Alias("scanner.IRegistryGrain")]
public interface IRegistryGrain : IGrainWithStringKey
{
    /// <summary>The manifest's bytes, proven to be the ones the digest names.</summary>
    /// <exception cref="Failures.ScanException">It could not be had.</exception>
    [Alias("GetManifest"), AlwaysInterleave, ResponseTimeout(RegistryTimeouts.Answer)]
    Task<RawManifest> GetManifest(string repository, Digest digest, PullContext pullContext);

    /// <summary>The digest that a tag stands for just now.</summary>
    /// <exception cref="Failures.ScanException">It could not be had.</exception>
    [Alias("ResolveTag"), AlwaysInterleave, ResponseTimeout(RegistryTimeouts.Answer)]
    Task<Digest> ResolveTag(string repository, string tag, PullContext pullContext);

    /// <summary>What Clair needs to fetch blobs of a repository, fresh enough for a download to start now.</summary>
    /// <exception cref="Failures.ScanException">The registry refuses.</exception>
    [Alias("GrantBlobAccess"), AlwaysInterleave, ResponseTimeout(RegistryTimeouts.Answer)]
    Task<BlobAccess> GrantBlobAccess(string repository, PullContext pullContext);

    /// <summary>
    /// Proves that a manifest may be pulled: by an earlier answer of the registry to the same credentials, or by asking it now.
    /// </summary>
    /// <exception cref="Failures.ScanException">It may not, or that cannot be found out.</exception>
    [Alias("CheckAccess"), AlwaysInterleave, ResponseTimeout(RegistryTimeouts.Answer)]
    Task<PullGrant> CheckAccess(string repository, Digest digest, PullContext pullContext);

    /// <summary>
    /// Stands for the credentials there are just now, looked for at most once a second: another text means others. It says
    /// nothing about what they are, and means nothing to another activation of the grain. Null where they cannot be looked for.
    /// </summary>
    [Alias("GetCredentialStamp"), AlwaysInterleave, ResponseTimeout(RegistryTimeouts.Answer)]
    Task<string?> GetCredentialStamp(string repository, PullContext pullContext);

    /// <summary>How the registry has been behaving. Changes nothing.</summary>
    [Alias("GetState"), AlwaysInterleave]
    Task<RegistryState> GetState();
}
