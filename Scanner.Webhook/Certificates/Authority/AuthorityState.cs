namespace Scanner.Webhook.Certificates.Authority;

/// <summary>What is there at one moment.</summary>
/// <param name="Ca">The CA's Secret.</param>
/// <param name="Leaves">The leaves' Secrets by name, empty ones included; without those that are somebody else's or cannot be read.</param>
/// <param name="CaBundles">Of every webhook of the configuration; empty where there is no configuration.</param>
/// <param name="IsComplete">Whether everything could be read: only then is it known who trusts what.</param>
internal sealed record AuthorityState(
    CaContent Ca, IReadOnlyDictionary<string, LeafContent> Leaves, IReadOnlyList<TrustBundle> CaBundles, bool IsComplete);
