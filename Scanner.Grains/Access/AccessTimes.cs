namespace Scanner.Grains.Access;

/// <summary>How long a registry's word on who may pull is believed.</summary>
internal static class AccessTimes
{
    /// <summary>
    /// A registry that withdraws a right is noticed this late, where the facts are known. Shorter costs a HEAD request more often
    /// for each image in use.
    /// </summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>With this much of its life left, a proof is renewed while it still answers, so that nobody waits for it.</summary>
    public static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long one question to the registry may take once it has its turn. A registry that hangs counts as away after that, in
    /// time for the review that waits.
    /// </summary>
    public static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long access is taken for granted after a registry that serves the manifest could not be asked; within
    /// <see cref="RenewBefore"/>, so that it is asked again meanwhile.
    /// </summary>
    public static readonly TimeSpan OutageLifetime = RenewBefore;
}
