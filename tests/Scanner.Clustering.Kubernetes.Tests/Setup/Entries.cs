using System.Net;

namespace Scanner.Clustering.Kubernetes.Tests.Setup;

/// <summary>Rows as silos write them.</summary>
internal static class Entries
{
    /// <summary>A time with all the digits that one can have.</summary>
    public static readonly DateTime Start = new DateTime(2026, 3, 29, 1, 59, 59, DateTimeKind.Utc).AddTicks(1234567);

    private static int _generation;

    /// <summary>A row of a silo nobody else has.</summary>
    public static MembershipEntry New(SiloStatus status = SiloStatus.Active, int gatewayPort = 30000, IPAddress? ip = null)
    {
        var generation = Interlocked.Increment(ref _generation);
        return new MembershipEntry
        {
            SiloAddress = SiloAddress.New(ip ?? IPAddress.Parse("10.1.2.3"), 11111, generation),
            Status = status,
            SiloName = $"silo-{generation}",
            HostName = "node",
            RoleName = "role",
            ProxyPort = gatewayPort,
            StartTime = Start,
            IAmAliveTime = Start.AddMinutes(1),
        };
    }

    /// <summary>The row of the same silo with another status.</summary>
    public static MembershipEntry As(this MembershipEntry entry, SiloStatus status) => new()
    {
        SiloAddress = entry.SiloAddress,
        Status = status,
        SiloName = entry.SiloName,
        HostName = entry.HostName,
        RoleName = entry.RoleName,
        ProxyPort = entry.ProxyPort,
        StartTime = entry.StartTime,
        IAmAliveTime = entry.IAmAliveTime,
        SuspectTimes = entry.SuspectTimes,
    };

    /// <summary>The row with another heartbeat.</summary>
    public static MembershipEntry AliveAt(this MembershipEntry entry, DateTime time)
    {
        var alive = entry.As(entry.Status);
        alive.IAmAliveTime = time;
        return alive;
    }

    /// <summary>The row with another silo's vote.</summary>
    public static MembershipEntry SuspectedBy(this MembershipEntry entry, MembershipEntry voter, DateTime at)
    {
        var suspected = entry.As(entry.Status);
        suspected.SuspectTimes = [.. entry.SuspectTimes ?? [], Tuple.Create(voter.SiloAddress, at)];
        return suspected;
    }

    /// <summary>Everything a row carries, to compare.</summary>
    public static string Text(this MembershipEntry entry) => string.Join(
        '|', entry.SiloAddress, entry.Status, entry.SiloName, entry.HostName, entry.RoleName, entry.ProxyPort,
        entry.StartTime.Ticks, entry.StartTime.Kind, entry.IAmAliveTime.Ticks, entry.IAmAliveTime.Kind,
        string.Join(',', (entry.SuspectTimes ?? []).Select(vote => $"{vote.Item1}@{vote.Item2.Ticks}")));
}
