using Orleans.Configuration;

namespace Scanner.Silo.Cluster;

internal static class FailureDetection
{
    /// <summary>
    /// Until a dead silo is found, questions to its grains fail, so this is short: two probes in a row. Orleans' own defaults take 7 to 8 s.
    /// </summary>
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(1);

    private const int MissedProbes = 2;

    public static void UseFailureDetection(this ISiloBuilder silo) => silo.Configure<ClusterMembershipOptions>(membership =>
    {
        membership.ProbeTimeout = ProbeTimeout;
        membership.MinProbeTimeout = ProbeTimeout;
        membership.NumMissedProbesLimit = MissedProbes;
    });
}
