using Scanner.EndToEnd.Tests.World;
using Scanner.Testing;
using Scanner.Testing.Images;

namespace Scanner.EndToEnd.Tests.Cluster;

/// <summary>Two silos and two webhooks in processes of their own, and one silo that goes while reviews arrive.</summary>
public sealed class SiloLossTests(KubernetesFixture kubernetes)
{
    private static readonly TimeSpan FoundDeadPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RecoverPatience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Review_SiloStoppedWithSigterm_NoneIsLost()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var scanner = await KubernetesScanner.StartAsync(kubernetes.Server, silos: 2, webhooks: 2, cancelled);
        var stream = await WarmAsync(scanner);

        var outcomes = await stream.DuringAsync(
            async () =>
            {
                await scanner.Silos[0].Program.SignalAsync("TERM");
                await scanner.Silos[0].Program.WaitForEndAsync(cancelled);
            },
            cancelled);

        Report("SIGTERM", outcomes);
        Assert.Equal(0, scanner.Silos[0].Program.ExitCode);
        Assert.All(outcomes, outcome => Assert.True(outcome.IsRight, outcome.Message));
    }

    [Fact]
    public async Task Review_SiloKilled_IsFoundDeadAndItsDigestsAnswerAgain()
    {
        var cancelled = TestContext.Current.CancellationToken;
        await using var scanner = await KubernetesScanner.StartAsync(kubernetes.Server, silos: 2, webhooks: 2, cancelled);
        var stream = await WarmAsync(scanner);
        var foundDeadAfter = TimeSpan.MaxValue;

        var outcomes = await stream.DuringAsync(
            async () =>
            {
                var begun = TimeProvider.System.GetTimestamp();
                await scanner.Silos[0].Program.SignalAsync("KILL");
                while (await ClusterTable.ActiveSilosAsync(scanner, cancelled) != 1)
                {
                    Assert.InRange(TimeProvider.System.GetElapsedTime(begun), TimeSpan.Zero, FoundDeadPatience);
                    await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancelled);
                }

                foundDeadAfter = TimeProvider.System.GetElapsedTime(begun);
            },
            cancelled);

        TestContext.Current.TestOutputHelper!.WriteLine($"SIGKILL: found dead after {foundDeadAfter.TotalSeconds:0.00} s");
        Report("SIGKILL", outcomes);
        // What the silo alone knew is asked of Clair again, which may take longer than a review; nothing else may go wrong.
        Assert.All(outcomes, outcome => Assert.True(outcome.IsRight || outcome.IsNotReady, outcome.Message));
        await RecoverAsync(stream);
    }

    private static async Task RecoverAsync(ReviewStream stream)
    {
        var begun = TimeProvider.System.GetTimestamp();
        IReadOnlyList<ReviewOutcome> outcomes;
        do
        {
            Assert.InRange(TimeProvider.System.GetElapsedTime(begun), TimeSpan.Zero, RecoverPatience);
            outcomes = await stream.DuringAsync(() => Task.CompletedTask, TestContext.Current.CancellationToken);
        }
        while (outcomes.Any(outcome => !outcome.IsRight));

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"SIGKILL: every digest answers again after another {TimeProvider.System.GetElapsedTime(begun).TotalSeconds:0.0} s");
    }

    private static async Task<ReviewStream> WarmAsync(KubernetesScanner scanner)
    {
        var cancelled = TestContext.Current.CancellationToken;
        List<ReviewedCase> cases = [];
        for (var number = 0; number < 10; number++)
        {
            cases.Add(new ReviewedCase(scanner.Push(SampleImages.CleanNumbered(number), $"team/clean-{number}"), IsClean: true));
            cases.Add(new ReviewedCase(scanner.Push(SampleImages.VulnerableNumbered(number), $"team/vulnerable-{number}"), IsClean: false));
        }

        var stream = new ReviewStream(scanner.Http, scanner.Webhooks, cases);
        await stream.DuringAsync(() => Task.CompletedTask, cancelled);
        return new ReviewStream(scanner.Http, scanner.Webhooks, cases);
    }

    private static void Report(string what, IReadOnlyList<ReviewOutcome> outcomes) => TestContext.Current.TestOutputHelper!.WriteLine(
        $"{what}: {outcomes.Count} reviews, {outcomes.Count(outcome => outcome.IsRight)} judged rightly, "
        + $"slowest {outcomes.Max(outcome => outcome.Took).TotalSeconds:0.00} s");
}
