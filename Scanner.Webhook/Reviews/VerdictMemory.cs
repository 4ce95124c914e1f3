using BitFaster.Caching.Lru;
using Scanner.Images;
using Scanner.Verdicts;

namespace Scanner.Webhook.Reviews;

/// <summary>
/// Verdicts given a moment ago, so that the reviews of one rollout (Deployment, ReplicaSet, its pods) cost one question.
/// Only settled verdicts are kept, and only for the same image text, the same pull secrets and the same rules.
/// </summary>
internal sealed class VerdictMemory(TimeProvider clock)
{
    /// <summary>Entries of about 1 to 3 KB each.</summary>
    public const int Capacity = 10_000;

    /// <summary>How late a verdict may be about a moved tag or a new database; the grains look themselves beyond that.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly ConcurrentLru<Key, Entry> _entries = new(Capacity);

    public Verdict? Recall(string image, PullContext pullContext, VulnerabilityRules rules) =>
        _entries.TryGet(new Key(image, pullContext), out var entry) && entry.Rules == rules && clock.GetUtcNow() < entry.ExpiresAt
            ? entry.Verdict
            : null;

    public void Remember(string image, PullContext pullContext, VulnerabilityRules rules, Verdict verdict)
    {
        if (verdict.Outcome == VerdictOutcome.NotReady) return;
        _entries.AddOrUpdate(new Key(image, pullContext), new Entry(rules, verdict, clock.GetUtcNow() + Lifetime));
    }

    private readonly record struct Key(string Image, PullContext PullContext);

    private sealed record Entry(VulnerabilityRules Rules, Verdict Verdict, DateTimeOffset ExpiresAt);
}
