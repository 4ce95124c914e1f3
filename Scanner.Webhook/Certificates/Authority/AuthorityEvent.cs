namespace Scanner.Webhook.Certificates.Authority;

/// <summary>Something that a plan changes.</summary>
/// <param name="Text">One sentence.</param>
/// <param name="IsWorrying">Whether it should not happen by itself.</param>
internal sealed record AuthorityEvent(string Text, bool IsWorrying = false);
