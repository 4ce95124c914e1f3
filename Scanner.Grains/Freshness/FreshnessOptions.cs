namespace Scanner.Grains.Freshness;

/// <summary>How reports are kept fresh when Clair's database moves. Section <c>Freshness</c>.</summary>
public sealed class FreshnessOptions
{
    public const string Section = "Freshness";

    /// <summary>
    /// Reports read again per second, for the whole cluster. One Clair on two cores serves some 40 a second, whoever asks; what is left
    /// is for new images.
    /// </summary>
    public int RefreshRate { get; set; } = 20;

    /// <summary>
    /// How long a report may still be used after Clair has newer facts. Then the image is not ready until the report has been read again.
    /// </summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(1);
}
