namespace Scanner.Webhook.Certificates.Authority;

/// <summary>What shall be there. Every <c>caBundle</c> shall be the CA's <see cref="CaContent.Trusted"/>.</summary>
/// <param name="Ca">The CA's Secret.</param>
/// <param name="Leaves">The leaves' Secrets by name; without those that are left as they are.</param>
/// <param name="Events">What changes for operators to read, with reasons.</param>
internal sealed record AuthorityPlan(CaContent Ca, IReadOnlyDictionary<string, LeafContent> Leaves, IReadOnlyList<AuthorityEvent> Events);
