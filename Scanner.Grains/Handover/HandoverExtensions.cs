using Orleans.Runtime.Placement;

namespace Scanner.Grains.Handover;

internal static class HandoverExtensions
{
    /// <summary>Moves the grain to that silo once its running calls have ended.</summary>
    public static void MoveTo(this IGrainBase grain, SiloAddress target)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, target);
        grain.MigrateOnIdle();
    }
}
