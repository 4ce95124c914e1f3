namespace Scanner.Silo.Inventory.Judging;

/// <summary>How fast images are judged: admission comes first.</summary>
internal static class JudgingTimes
{
    /// <summary>
    /// Images at once that may need a scan: with the round's one below the four posts that Clair takes at once by default, so
    /// that a new image under review always finds a place.
    /// </summary>
    public const int ScansAtOnce = 2;

    /// <summary>Between two images that may need a scan: five a second.</summary>
    public static readonly TimeSpan ScanInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Between two images that are asked about again: fifty a second, which warm grains do not notice.</summary>
    public static readonly TimeSpan RoundInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// How often each image is asked about again: a newer database shows within that time, and its grain stays in use, so that it
    /// is among those whose facts are renewed.
    /// </summary>
    public static readonly TimeSpan RoundEvery = TimeSpan.FromMinutes(10);

    /// <summary>How long one question waits; below Orleans' own 30 s.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How long a scan is waited for before the next image has its turn. It goes on, and is asked about later.</summary>
    public static readonly TimeSpan ScanPatience = TimeSpan.FromMinutes(1);

    /// <summary>Between two questions about one scan that were answered at once.</summary>
    public static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);

    /// <summary>After the first time that an image could not be judged; doubled each time.</summary>
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
}
