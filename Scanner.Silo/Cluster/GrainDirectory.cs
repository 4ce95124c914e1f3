using Orleans.Configuration;

namespace Scanner.Silo.Cluster;

internal static class GrainDirectory
{
    /// <summary>
    /// How long the entries of a silo that died are left alone, in case it lives on unheard: as long as it takes to be found dead. Orleans'
    /// own 30 s are longer than any review waits.
    /// </summary>
    private static readonly TimeSpan LeaseOfTheDead = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Keeps grains where they are when a silo comes or goes. Orleans' default directory drops, on the silos that stay, all grains that the
    /// lost silo had the entries of: half of what two silos know (docs/decisions/0010).
    /// </summary>
    public static void UseSteadyDirectory(this ISiloBuilder silo)
    {
#pragma warning disable ORLEANSEXP003 // Experimental: the decision says what it would take to go back.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        silo.Configure<GrainDirectoryOptions>(directory => directory.RangeLeaseDuration = LeaseOfTheDead);
    }
}
