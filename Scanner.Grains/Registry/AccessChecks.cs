using System.Collections.Concurrent;
using Scanner.Grains.Registry.Credentials;
using Scanner.Images;

namespace Scanner.Grains.Registry;

/// <summary>Finds out who may pull what from one registry, asking it once for all who come with the same credentials.</summary>
internal sealed class AccessChecks(string host, KeychainSequence keychain, PullProofs proofs)
{
    // Each has callers that wait for it, and the client's turns bound those that get as far as asking.
    private readonly ConcurrentDictionary<(string Repository, Digest Digest, string Credentials), Task> _underWay = new();

    /// <param name="repository">Path below the registry.</param>
    /// <param name="digest">The manifest.</param>
    /// <param name="pullContext">On whose behalf.</param>
    /// <param name="ask">Asks the registry, and records the proof.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Failures.ScanException">It may not be pulled, or that cannot be found out.</exception>
    public async Task<PullGrant> CheckAsync(
        string repository, Digest digest, PullContext pullContext, Func<Task<PullGrant>> ask, CancellationToken cancellationToken)
    {
        if (proofs.FindForEverybody(repository, digest) is { } open) return open;
        var search = await keychain.ResolveAsync(host, repository, pullContext, cancellationToken);
        if (Find(repository, digest, search) is { } known) return known;
        var key = (repository, digest, string.Join(',', search.Credentials.Select(credential => credential.Fingerprint())));
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = _underWay.GetOrAdd(key, asked.Task);
        if (first != asked.Task)
        {
            await first.WaitAsync(cancellationToken);
            // A refusal is not shared: its message names the pull secrets of the one who asked.
            return Find(repository, digest, search) ?? await ask();
        }

        try
        {
            return await ask();
        }
        finally
        {
            _underWay.TryRemove(key, out _);
            asked.SetResult();
        }
    }

    private PullGrant? Find(string repository, Digest digest, CredentialSearch search) => search.Credentials.Count == 0
        ? proofs.FindForEverybody(repository, digest)
        : proofs.Find(repository, digest, search.Credentials);
}
