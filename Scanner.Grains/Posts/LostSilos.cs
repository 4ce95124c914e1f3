namespace Scanner.Grains.Posts;

/// <summary>What the list of members tells of silos that are gone; it keeps them for days.</summary>
internal static class LostSilos
{
    /// <summary>
    /// Whether one may have been alive so recently that Clair may still be storing what it posted. Its last sign of life is as exact
    /// as it says so: every <paramref name="aliveEvery"/>.
    /// </summary>
    /// <param name="members">All members, the dead too.</param>
    /// <param name="aliveEvery">How often a silo writes that it is alive.</param>
    /// <param name="now">The time now.</param>
    public static bool MayStillPost(IEnumerable<MembershipEntry> members, TimeSpan aliveEvery, DateTimeOffset now) =>
        members.Any(member => member.Status.IsTerminating() && LastSign(member) + aliveEvery + PostGateTimes.RestAfterDoubt > now);

    private static DateTimeOffset LastSign(MembershipEntry member)
    {
        var votes = member.SuspectTimes?.Select(vote => vote.Item2) ?? [];
        var last = votes.Append(member.IAmAliveTime).Append(member.StartTime).Max();
        // Orleans' times are UTC, whatever they say of themselves.
        return new DateTimeOffset(DateTime.SpecifyKind(last, DateTimeKind.Utc));
    }
}
