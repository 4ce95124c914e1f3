using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Scanner.Clustering.Kubernetes.Resources;

/// <summary>All rows and their version. Immutable: a change is a new table.</summary>
internal sealed record SiloTable
{
    public static readonly SiloTable Empty = Of(ImmutableDictionary<string, SiloRow>.Empty, version: 0);

    /// <summary>Advances by one with each change of the rows other than a heartbeat or the removal of dead silos.</summary>
    public required int Version { get; init; }

    /// <summary>For kubectl's columns, which cannot count.</summary>
    public required int ActiveSilos { get; init; }

    /// <summary>The rows by <see cref="KeyOf"/>.</summary>
    public required ImmutableDictionary<string, SiloRow> Silos { get; init; }

    /// <summary>
    /// The etag of the table and of each of its rows. The version and not the object's resourceVersion, because a heartbeat,
    /// which moves the latter, must leave etags that were read before it usable.
    /// </summary>
    [JsonIgnore]
    public string Etag => Version.ToString(CultureInfo.InvariantCulture);

    /// <summary>The key of a silo's row: <c>ip:port@generation</c>, as Orleans writes and parses it.</summary>
    public static string KeyOf(SiloAddress address) => address.ToParsableString();

    /// <exception cref="FormatException">A key or a voter is no silo address, which the schema cannot check.</exception>
    public void RequireAddresses()
    {
        var voters = Silos.Values.SelectMany(silo => silo.SuspectTimes ?? []).Select(vote => vote.Silo);
        if (Silos.Keys.Concat(voters).FirstOrDefault(address => !SiloAddress.TryParse(address, out _)) is { } wrong)
            throw new FormatException($"'{wrong}' is no silo address (ip:port@generation).");
    }

    public static SiloTable Of(ImmutableDictionary<string, SiloRow> silos, int version) => new()
    {
        Version = version,
        ActiveSilos = silos.Values.Count(silo => silo.Status == SiloStatus.Active),
        Silos = silos,
    };
}
