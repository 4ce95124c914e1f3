using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Scanner.Clustering.Kubernetes.Resources;

/// <summary>One silo in the table. Times are UTC.</summary>
internal sealed record SiloRow
{
    [JsonConverter(typeof(JsonStringEnumConverter<SiloStatus>))]
    public required SiloStatus Status { get; init; }

    public string? SiloName { get; init; }

    public string? HostName { get; init; }

    public string? RoleName { get; init; }

    /// <summary>0 if the silo takes no clients.</summary>
    public required int GatewayPort { get; init; }

    [JsonConverter(typeof(UtcTimeConverter))]
    public required DateTime StartTime { get; init; }

    [JsonConverter(typeof(UtcTimeConverter))]
    public required DateTime IAmAliveTime { get; init; }

    public ImmutableArray<Suspicion>? SuspectTimes { get; init; }

    /// <summary>When anything was last heard of or said about the silo: its start, its last heartbeat or the newest
    /// vote.</summary>
    [JsonIgnore]
    public DateTime LastUpdate =>
        (SuspectTimes ?? []).Select(vote => vote.At).Append(StartTime).Append(IAmAliveTime).Max();

    public static SiloRow From(MembershipEntry entry) => new()
    {
        Status = entry.Status,
        SiloName = Named(entry.SiloName),
        HostName = Named(entry.HostName),
        RoleName = Named(entry.RoleName),
        GatewayPort = entry.ProxyPort,
        StartTime = entry.StartTime,
        IAmAliveTime = entry.IAmAliveTime,
        SuspectTimes = entry.SuspectTimes?
            .Select(vote => new Suspicion(SiloTable.KeyOf(vote.Item1), vote.Item2)).ToImmutableArray(),
    };

    /// <param name="key">The row's key in a table that was read (<see cref="SiloTable.RequireAddresses"/>).</param>
    public MembershipEntry ToEntry(string key) => new()
    {
        SiloAddress = SiloAddress.Parse(key),
        Status = Status,
        SiloName = SiloName ?? "",
        HostName = HostName ?? "",
        RoleName = RoleName,
        ProxyPort = GatewayPort,
        StartTime = StartTime,
        IAmAliveTime = IAmAliveTime,
        SuspectTimes = SuspectTimes?.Select(vote => Tuple.Create(SiloAddress.Parse(vote.Silo), vote.At)).ToList(),
    };

    // Left out rather than empty: some API servers take an empty string for null, and refuse it.
    private static string? Named(string? name) => string.IsNullOrEmpty(name) ? null : name;
}
