using System.Collections.Immutable;
using Scanner.Images;

namespace Scanner.Silo.Inventory.Events;

/// <summary>Which vulnerabilities a workload's Events have named, and for which of its digests one is on its way.</summary>
internal sealed class ToldFindings
{
    private readonly Dictionary<Digest, ImmutableArray<string>> _told = [];
    private readonly HashSet<Digest> _pending = [];

    public IReadOnlyCollection<Digest> Digests => _told.Keys;

    /// <summary>
    /// Whether these are worth an Event: the first for the digest, or one that has not been named yet; and none is on its way.
    /// </summary>
    public bool IsNews(Digest digest, ImmutableArray<string> vulnerabilities) =>
        !_pending.Contains(digest)
        && (!_told.TryGetValue(digest, out var told) || vulnerabilities.Any(vulnerability => !told.Contains(vulnerability)));

    public void Begin(Digest digest) => _pending.Add(digest);

    /// <summary>It was not told after all; the next judgement tries again.</summary>
    public void GiveUp(Digest digest) => _pending.Remove(digest);

    public void End(Digest digest, ImmutableArray<string> vulnerabilities)
    {
        _pending.Remove(digest);
        _told[digest] = vulnerabilities;
    }

    /// <summary>The digest is accepted again, or does not run any more: were it refused later, that would be news.</summary>
    public void Forget(Digest digest) => _told.Remove(digest);
}
