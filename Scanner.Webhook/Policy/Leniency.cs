namespace Scanner.Webhook.Policy;

/// <summary>What policy makes of an image that could not be judged; strictest first, and comparisons follow this order.</summary>
public enum Leniency
{
    /// <summary>Refuse it, and say why.</summary>
    Deny,

    /// <summary>Let it in with a warning to the user.</summary>
    Warn,

    /// <summary>Let it in silently; only the audit annotation tells.</summary>
    Allow,
}
