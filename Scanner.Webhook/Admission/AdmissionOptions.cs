namespace Scanner.Webhook.Admission;

/// <summary>Settings of admission, in the configuration section <see cref="Section"/>.</summary>
internal sealed class AdmissionOptions
{
    public const string Section = "Admission";

    /// <summary>
    /// How long before the caller's timeout the answer is written; never more than a fifth of the timeout. Default 500 ms. Less
    /// risks that the answer comes too late over a slow network, and then the webhook's failurePolicy decides instead of ours;
    /// more takes time from the scan.
    /// </summary>
    public TimeSpan Margin { get; set; } = TimeSpan.FromMilliseconds(500);
}
