using Microsoft.Extensions.Logging;
using Scanner.Grains.Images;
using Scanner.Grains.Layers;
using Scanner.Grains.Posts;

namespace Scanner.Grains.Handover;

/// <summary>
/// The first thing a silo does when it is stopped, while it still is a member like any other: its grains move to the silos that stay. What
/// does not move in time is lost, and Clair is asked again.
/// </summary>
internal sealed partial class GrainHandover(
    IClusterMembershipService membership, ILocalSiloDetails silo, IGrainFactory grains, ILogger<GrainHandover> logger)
    : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>Grains told to move at a time; each carries its report over the network.</summary>
    private const int AtOnce = 64;

    /// <summary>In this order: the gate knows which posts the others' end leaves in doubt, so it must be gone before they end.</summary>
    private static readonly Type[] MovingGrains = [typeof(PostGateGrain), typeof(LayerGrain), typeof(ImageGrain)];

    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(GrainHandover), ServiceLifecycleStage.Last, _ => Task.CompletedTask, HandOverAsync);

    private async Task HandOverAsync(CancellationToken cancellationToken)
    {
        try
        {
            var targets = Targets();
            if (targets.Length == 0) return;
            var moved = 0;
            foreach (var type in MovingGrains) moved += await HandOverAsync(type, targets, cancellationToken);
            LogHandedOver(moved, targets.Length);
        }
        catch (Exception e)
        {
            LogFailed(e.Message);
        }
    }

    private SiloAddress[] Targets() =>
    [
        .. membership.CurrentSnapshot.Members.Values
            .Where(member => member.Status == SiloStatus.Active && !member.SiloAddress.Equals(silo.SiloAddress))
            .Select(member => member.SiloAddress),
    ];

    private async Task<int> HandOverAsync(Type type, SiloAddress[] targets, CancellationToken cancellationToken)
    {
        var local = await grains.GetGrain<IManagementGrain>(0)
            .GetDetailedGrainStatistics([RuntimeTypeName(type)], [silo.SiloAddress], cancellationToken);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(local.Index(), options, async (grain, token) =>
            await grains.GetGrain<IHandover>(grain.Item.GrainId).HandOver(targets[grain.Index % targets.Length]).WaitAsync(token));
        return local.Length;
    }

    private static string RuntimeTypeName(Type type) => $"{type.FullName},{type.Assembly.GetName().Name}";

    [LoggerMessage(LogLevel.Information, "{Grains} grains were told to move to {Silos} other silos")]
    private partial void LogHandedOver(int grains, int silos);

    [LoggerMessage(LogLevel.Warning, "Not all grains could be handed over; what they knew is asked of Clair again: {Reason}")]
    private partial void LogFailed(string reason);
}
