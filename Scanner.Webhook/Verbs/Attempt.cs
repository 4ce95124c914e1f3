namespace Scanner.Webhook.Verbs;

/// <summary>How one attempt went.</summary>
/// <param name="Trouble">What was in the way; null for success.</param>
/// <param name="IsFinal">Whether another attempt would go the same way.</param>
internal readonly record struct Attempt(string? Trouble, bool IsFinal = false)
{
    public static readonly Attempt Succeeded = new(null);
}
