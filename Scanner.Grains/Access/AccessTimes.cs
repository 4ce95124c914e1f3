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
    /// How long after its end a proof still bridges an outage. Who asks can bring about an "outage" of their own, so that it must
    /// not prolong a withdrawn right for ever; a registry that is away for a day stops the nodes' pulls as well.
    /// </summary>
    public static readonly TimeSpan LongestOutage = TimeSpan.FromDays(1);

    /// <summary>
    /// How long access that was once proven is taken for granted after the registry could not be asked; within
    /// <see cref="RenewBefore"/>, so that it is asked again meanwhile.
    /// </summary>
    public static readonly TimeSpan OutageLifetime = RenewBefore;

    /// <summary>
    /// How often what is in use is kept anew though nothing changed, so that proofs in the store are not too old to bridge an outage that
    /// begins before a restart, and so that the store sees the row is in use.
    /// </summary>
    public static readonly TimeSpan KeepEvery = LongestOutage / 4;
}
