namespace Scanner.Webhook.Cluster;

/// <summary>How long the webhook waits for a grain in one call.</summary>
internal static class ClusterTimes
{
    /// <summary>
    /// The patience of one call. A call that was inside a killed silo is noticed only by its timeout, so a long wait is cut
    /// into slices; a grain that is ready answers at once all the same.
    /// </summary>
    public static readonly TimeSpan Slice = TimeSpan.FromSeconds(2);

    /// <summary>When a call is given up: the slice and what the way there and back may take on a busy node.</summary>
    public static readonly TimeSpan CallTimeout = Slice + TimeSpan.FromSeconds(1);

    /// <summary>What an answer may take on its way from a grain; kept back from a review's time.</summary>
    public static readonly TimeSpan WayBack = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long a review looks for a silo before it is answered by policy: longer than a killed silo takes to be found dead,
    /// shorter than would wedge the API server while there is none.
    /// </summary>
    public static readonly TimeSpan UnreachablePatience = TimeSpan.FromSeconds(3);
}
