using Scanner.EndToEnd.Tests.World;

namespace Scanner.EndToEnd.Tests.Faults;

/// <summary>
/// Each part is really stopped and started while reviews of known and of new images go on. With WhenNotReady at Deny, as here, no
/// vulnerable image may get in meanwhile, no review may go without an answer, and all is as before once the part is back.
/// </summary>
public sealed class FaultTests(FaultWorld world) : IClassFixture<FaultWorld>
{
    /// <summary>New images that one fault may need, at the most patience for everything.</summary>
    private const int NewImages = 110;

    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);

    public static TheoryData<string> Faults => [.. FaultList.All.Select(fault => fault.Name)];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Reviews_PartGone_AreAnsweredAndRecover(string name)
    {
        var fault = FaultList.All.Single(fault => fault.Name == name);
        if (fault.Missing(world) is { } missing) Assert.Skip(missing);
        await world.Images.EnsureAsync(NewImages, Cancelled);
        if (world.IsSpoiled) await world.RenewSilosAsync(Cancelled);
        Assert.NotNull(await JudgeAllAsync(world.Known));

        world.IsSpoiled = true;
        var row = await RunAsync(fault);
        world.IsSpoiled = row.AllJudgedAfter is null;

        await world.Table.AddAsync(row, Cancelled);
        TestContext.Current.TestOutputHelper!.WriteLine(world.Table.ToString());
        Assert.Equal(0, row.WrongAllows);
        Assert.Equal([], row.All.Where(review => !review.Outcome.IsAnswer).Select(review => review.Outcome.Message));
        Assert.Empty(row.Complaints);
        Assert.NotNull(row.RecoveredAfter);
        Assert.NotNull(row.AllJudgedAfter);
        Assert.Equal(0, row.PoisonedLayers);
        Assert.All(row.All, review => Assert.True(review.Outcome.IsRight || IsNotReady(review.Outcome), review.Outcome.Message));
    }

    private async Task<FaultRow> RunAsync(Fault fault)
    {
        await using var health = new HealthProbes(world);
        await using var traffic = new Traffic(world, health, Cancelled);
        // So that each lane has asked before it happens.
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Cancelled);
        var began = TimeProvider.System.GetTimestamp();
        await fault.InjectAsync(world, Cancelled);
        await Task.Delay(fault.Lasts, TimeProvider.System, Cancelled);
        var ended = TimeProvider.System.GetTimestamp();
        await fault.HealAsync(world, Cancelled);
        var healed = TimeProvider.System.GetTimestamp();
        var recovered = await RecoverAsync(traffic, healed);
        await traffic.StopAsync();
        var late = traffic.New.Where(review => !review.Outcome.IsRight).Select(review => review.Outcome.Case);
        var allJudged = await JudgeAllAsync(late) is null ? (TimeSpan?)null : TimeProvider.System.GetElapsedTime(healed);

        FaultReview[] all = [.. traffic.Warm, .. traffic.New];
        var answeredOrNot = all.Where(review => review.Outcome.IsAnswer || !WasKilled(review.Webhook)).ToHashSet();
        return new FaultRow
        {
            Fault = fault.Name,
            Warm = During(traffic.Warm),
            New = During(traffic.New),
            All = [.. answeredOrNot],
            LostWithProcess = all.Length - answeredOrNot.Count,
            GoodProbes = health.Good,
            Complaints = new Dictionary<string, int>(health.Complaints),
            RecoveredAfter = recovered,
            AllJudgedAfter = allJudged,
            PoisonedLayers = world.ClairDatabase.Counters.PoisonedLayers.Count,
        };

        List<FaultReview> During(IEnumerable<FaultReview> reviews) =>
            [.. reviews.Where(review => review.AskedAt >= began && review.AskedAt < ended && answeredOrNot.Contains(review))];
    }

    /// <summary>Waits for a right answer about a digest asked for the first time since.</summary>
    private static async Task<TimeSpan?> RecoverAsync(Traffic traffic, long healed)
    {
        while (TimeProvider.System.GetElapsedTime(healed) < Controllers.Patience)
        {
            if (traffic.New.FirstOrDefault(review => review.AskedAt >= healed && review.Outcome.IsRight) is { } first)
                return TimeProvider.System.GetElapsedTime(healed, first.AnsweredAt);
            await Task.Delay(Soon, TimeProvider.System, Cancelled);
        }

        return null;
    }

    private Task<TimeSpan?> JudgeAllAsync(IEnumerable<ReviewedCase> images) =>
        new Controllers(world.Scanner.Http).JudgeAllAsync(world.Webhooks, images, Cancelled);

    /// <summary>Refused for a reason that passes, and that is none of Scanner's own making.</summary>
    private static bool IsNotReady(ReviewOutcome outcome) => outcome.IsNotReady
        || (outcome.IsAnswer && !outcome.IsAllowed && outcome.Message.Contains("cannot be judged", StringComparison.Ordinal)
            && !outcome.Message.Contains("Scanner itself failed", StringComparison.Ordinal));

    /// <summary>Ended by SIGKILL: what it had taken is gone with it. One that ended in order answers all it took.</summary>
    private static bool WasKilled(ScannerProcess process) => process.Program is { HasEnded: true, ExitCode: 128 + 9 };
}
