namespace Scanner.Webhook.Policy;

/// <summary>What may run. Section <c>Policy</c>.</summary>
public sealed class PolicyOptions
{
    public const string Section = "Policy";

    /// <summary>The value of <see cref="HighestAcceptableSeverity"/> that accepts no vulnerability at all.</summary>
    public const string None = "None";

    /// <summary>Vulnerabilities up to this severity are accepted: <c>None</c>, or a severity from Unknown to Defcon1.</summary>
    public string HighestAcceptableSeverity { get; set; } = None;

    /// <summary>What happens to an image that is not judged in time, or cannot be.</summary>
    public Leniency WhenNotReady { get; set; } = Leniency.Deny;

    /// <summary>What happens to an image in which Clair detected nothing, so that nothing can be said.</summary>
    public Leniency WhenNothingDetected { get; set; } = Leniency.Warn;
}
