using Scanner.Grains.Freshness;
using Scanner.Images;
using Scanner.Testing.Clair;
using Scanner.Testing.Images;
using Scanner.Verdicts;

namespace Scanner.Grains.Tests.Cluster;

/// <summary>Clair's database moves on: what is known is read again, at a pace, and answers meanwhile.</summary>
public sealed class FreshnessTests : IAsyncLifetime
{
    private const int Images = 30;

    private ScannerWorld _world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await ScannerWorld.StartAsync(("Freshness:RefreshRate", "10"));

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Refresh_DatabaseMoved_ReadsEachOnceWithoutBeingAsked()
    {
        var before = await WarmAsync();
        var (requests, posts, gets) = (_world.Registry.Counters.Requests.Count, _world.Clair.Counters.Posts.Length, _world.Clair.Counters.Gets);

        await MoveAsync(before);

        await ScannerWorld.EventuallyAsync(OutdatedAsync, outdated => outdated == 0);
        Assert.Equal(requests, _world.Registry.Counters.Requests.Count);
        Assert.Equal(posts, _world.Clair.Counters.Posts.Length);
        Assert.Equal(gets + Images, _world.Clair.Counters.Gets);
    }

    [Fact]
    public async Task Refresh_NothingMoved_TouchesNothing()
    {
        var before = await WarmAsync();
        await MoveAsync(before);
        await ScannerWorld.EventuallyAsync(OutdatedAsync, outdated => outdated == 0);
        var (gets, asked) = (_world.Clair.Counters.Gets, (await EpochAsync()).HeardAt);

        await ScannerWorld.EventuallyAsync(EpochAsync, epoch => epoch.HeardAt - asked > TimeSpan.FromSeconds(3));

        Assert.Equal(gets, _world.Clair.Counters.Gets);
    }

    [Fact]
    public async Task Judge_WhileOutdated_AnswersFromOldFactsAndSaysSo()
    {
        var before = await WarmAsync();
        _world.Clair.Faults.GetDelay = TimeSpan.FromMinutes(1);

        await MoveAsync(before);

        var verdict = await ScannerWorld.EventuallyAsync(() => AskAsync(0), answer => answer.ReplacedAt is not null);
        Assert.Equal(VerdictOutcome.Accepted, verdict.Outcome);
        Assert.Equal(before, verdict.DatabaseTime);
        Assert.Equal(before.AddHours(1), verdict.ReplacedAt);
    }

    [Fact]
    public async Task Judge_OutdatedBeyondMaxAge_IsNotReady()
    {
        await using var world = await ScannerWorld.StartAsync(("Freshness:MaxAge", "00:01:00"), ("Clair:ReadTimeout", "00:00:01"));
        world.Registry.Push(SampleImages.Clean, "team/app");
        var image = $"team/app@{SampleImages.Clean.Digest}";
        // The stand-in's database is of yesterday, so that it can move by an hour and still be long ago.
        world.Clair.SetDatabaseTime(TimeProvider.System.GetUtcNow().AddDays(-1));
        var before = await world.AskAsync(image);
        world.Clair.Faults.GetDelay = TimeSpan.FromMinutes(1);

        world.Clair.SetDatabaseTime(before.DatabaseTime!.Value.AddHours(1));

        var verdict = await ScannerWorld.EventuallyAsync(() => world.AskAsync(image), answer => answer.Failure is not null);
        Assert.Equal(VerdictOutcome.NotReady, verdict.Outcome);
        Assert.Contains("Freshness:MaxAge", verdict.Failure!.Message, StringComparison.Ordinal);
        world.Clair.Faults.GetDelay = TimeSpan.Zero;
        var healed = await ScannerWorld.EventuallyAsync(() => world.AskAsync(image), answer => answer.Outcome != VerdictOutcome.NotReady);
        Assert.Null(healed.ReplacedAt);
    }

    [Fact]
    public async Task Report_AffectedImageInUse_IsReadAgainThoughNothingMoved()
    {
        var before = await WarmAsync();
        _world.Clair.AddAdvisories(new ClairAdvisory { Namespace = "alpine:v3.18", Feature = "musl", Name = "CVE-2025-26519", Severity = "High" });
        var gets = _world.Clair.Counters.Gets;

        await AffectedImages().ReportAsync(DigestOf(3));

        var verdict = await ScannerWorld.EventuallyAsync(() => AskAsync(3), answer => answer.Outcome == VerdictOutcome.Refused);
        Assert.Equal(before, verdict.DatabaseTime);
        Assert.Equal(gets + 1, _world.Clair.Counters.Gets);
    }

    [Fact]
    public async Task Report_ImageNobodyAskedFor_WakesNoGrain()
    {
        await AffectedImages().ReportAsync(DigestOf(5));

        var address = await _world.Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(_world.ImageGrain(DigestOf(5).ToString()), Token);
        Assert.Null(address);
    }

    private AffectedImages AffectedImages() => new(_world.Grains);

    private static Digest DigestOf(int number) => Digest.Parse(SampleImages.CleanNumbered(number).Digest);

    private async Task<DateTimeOffset> WarmAsync()
    {
        for (var number = 0; number < Images; number++) _world.Registry.Push(SampleImages.CleanNumbered(number), "team/app");
        var verdicts = await Task.WhenAll(Enumerable.Range(0, Images).Select(AskAsync));
        Assert.All(verdicts, verdict => Assert.Equal(VerdictOutcome.Accepted, verdict.Outcome));
        return verdicts[0].DatabaseTime!.Value;
    }

    private Task<Verdict> AskAsync(int number) => _world.AskAsync($"team/app@{DigestOf(number)}");

    private async Task MoveAsync(DateTimeOffset before)
    {
        _world.Clair.SetDatabaseTime(before.AddHours(1));
        await ScannerWorld.EventuallyAsync(EpochAsync, epoch => epoch.DatabaseTime > before);
    }

    /// <summary>Looks at the grains without asking for a verdict, which would have them read again.</summary>
    private async Task<int> OutdatedAsync()
    {
        var latest = (await EpochAsync()).DatabaseTime;
        var states = await Task.WhenAll(Enumerable.Range(0, Images).Select(number => _world.ImageGrain(DigestOf(number).ToString()).GetState()));
        return states.Count(state => state.Report!.DatabaseTime != latest);
    }

    private async Task<Epoch> EpochAsync() =>
        await _world.Grains.GetGrain<IEpochGrain>(IEpochGrain.Key).Ask(TimeSpan.FromSeconds(1), null).WaitAsync(Token);
}
