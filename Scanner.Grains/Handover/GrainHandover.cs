using Microsoft.Extensions.Logging;
using Scanner.Grains.Freshness;
using Scanner.Grains.Images;
using Scanner.Grains.Layers;
using Scanner.Grains.Posts;
using Scanner.Grains.Registry;

namespace Scanner.Grains.Handover;

/// <summary>
/// The first thing a silo does when it is stopped, while it still is a member like any other: its grains move to the silos that stay. What
/// does not move in time is lost, and Clair is asked again.
/// </summary>
internal sealed partial class GrainHandover(
    IClusterMembershipService membership, ILocalSiloDetails silo, IGrainFactory grains, TimeProvider clock,
    ILogger<GrainHandover> logger)
    : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>Grains told to move at a time; each carries its report over the network.</summary>
    private const int AtOnce = 64;

    /// <summary>In this order: the gate knows which posts the others' end leaves in doubt, so it must be gone before they end.</summary>
    private static readonly Type[] MovingGrains = [typeof(PostGateGrain), typeof(LayerGrain), typeof(ImageGrain), typeof(TagGrain), typeof(EpochGrain)];

    /// <summary>For each type; the pod's grace period has more.</summary>
    private static readonly TimeSpan MovePatience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

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
        var leaving = await HeldAsync(type, cancellationToken);
        var told = leaving.Count;
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(leaving.Index(), options, async (grain, token) =>
            // One that cannot be told stays; the others need not stay with it.
            await grains.GetGrain<IHandover>(grain.Item).HandOver(targets[grain.Index % targets.Length]).WaitAsync(token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing));

        // They move when they are idle. Were the silo to go on stopping meanwhile, their callers would have them begin anew elsewhere,
        // and what is on its way would be thrown away there.
        var begun = clock.GetTimestamp();
        while (leaving.Count > 0 && clock.GetElapsedTime(begun) < MovePatience)
        {
            leaving.IntersectWith(await HeldAsync(type, cancellationToken));
            if (leaving.Count > 0) await Task.Delay(LookEvery, clock, cancellationToken);
        }

        return told - leaving.Count;
    }

    private async Task<HashSet<GrainId>> HeldAsync(Type type, CancellationToken cancellationToken)
    {
        var statistics = await grains.GetGrain<IManagementGrain>(0)
            .GetDetailedGrainStatistics([RuntimeTypeName(type)], [silo.SiloAddress], cancellationToken);
        return [.. statistics.Select(grain => grain.GrainId)];
    }

    private static string RuntimeTypeName(Type type) => $"{type.FullName},{type.Assembly.GetName().Name}";

    [LoggerMessage(LogLevel.Information, "{Grains} grains moved to {Silos} other silos")]
    private partial void LogHandedOver(int grains, int silos);

    [LoggerMessage(LogLevel.Warning, "Not all grains could be handed over; what they knew is asked of Clair again: {Reason}")]
    private partial void LogFailed(string reason);
}
