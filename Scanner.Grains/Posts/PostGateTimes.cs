namespace Scanner.Grains.Posts;

/// <summary>The clockwork between a post's holder and the gate.</summary>
internal static class PostGateTimes
{
    /// <summary>How often a holder says that it is alive.</summary>
    public static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(5);

    /// <summary>
    /// When a silent holder's place is given away: three renewals missed. Clair ends a post when its connection breaks, so what
    /// a dead silo had posted is over by then.
    /// </summary>
    public static readonly TimeSpan LapseAfter = TimeSpan.FromSeconds(20);

    /// <summary>When somebody who no longer asks loses the place in the queue: three slices missed.</summary>
    public static readonly TimeSpan ForgetAfter = TimeSpan.FromSeconds(30);

    /// <summary>How long a caller waits in one call to a grain before it asks again; far below Orleans' response timeout.</summary>
    public static readonly TimeSpan Slice = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a layer rests after a post that was cut off: Clair may still be storing it, and a second post would poison it.
    /// </summary>
    public static readonly TimeSpan RestAfterDoubt = TimeSpan.FromSeconds(15);
}
