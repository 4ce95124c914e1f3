using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Scanner.Failures;
using Scanner.Grains;
using Scanner.Images;
using Scanner.Verdicts;
using Scanner.Webhook.Cluster;
using Scanner.Webhook.Reviews;

namespace Scanner.Webhook.Tests.Reviews;

public sealed class ImageInquiryTests
{
    /// <summary>Short of the time that a pause takes at least.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private readonly FakeTimeProvider _clock = new(SampleVerdicts.Now);
    private readonly FakeCluster _cluster = new();
    private readonly ImageInquiry _inquiry;

    public ImageInquiryTests() => _inquiry = new ImageInquiry(_cluster, _clock, NullLogger<ImageInquiry>.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_TagTakesItsTime_LeavesTheImageTheRest()
    {
        var patiences = new List<TimeSpan>();
        _cluster.Resolve = patience =>
        {
            patiences.Add(patience);
            _clock.Advance(TimeSpan.FromMilliseconds(1_200));
            return Task.FromResult(new TagResolution { Digest = SampleVerdicts.Digest });
        };
        _cluster.Judge = question =>
        {
            patiences.Add(question.Patience);
            return Task.FromResult(SampleVerdicts.Accepted());
        };

        await AskAsync(TimeSpan.FromMilliseconds(1_600));

        Assert.Equal([TimeSpan.FromMilliseconds(1_500), TimeSpan.FromMilliseconds(300)], patiences);
    }

    [Fact]
    public async Task Ask_TagTakesAllTheTime_StillBeginsTheScan()
    {
        var asked = new List<TimeSpan>();
        _cluster.Resolve = _ =>
        {
            _clock.Advance(TimeSpan.FromSeconds(3));
            return Task.FromResult(new TagResolution { Digest = SampleVerdicts.Digest });
        };
        _cluster.Judge = question =>
        {
            asked.Add(question.Patience);
            return new TaskCompletionSource<Verdict>().Task;
        };

        var verdict = await AskAsync(TimeSpan.FromSeconds(1));

        Assert.Equal([TimeSpan.Zero], asked);
        Assert.Equal("there was no answer in time", verdict.Progress);
    }

    [Fact]
    public async Task Ask_GrainsThatNeverAnswer_EndsWithinThePatience()
    {
        var patience = TimeSpan.FromSeconds(5);
        _cluster.Judge = _ => new TaskCompletionSource<Verdict>().Task;

        var inquiry = AskAsync(patience);
        _clock.Advance(patience);

        Assert.Equal("there was no answer in time", (await inquiry).Progress);
    }

    [Fact]
    public async Task Ask_GrainThatAnswersNothingAtOnce_IsNotAskedInATightLoop()
    {
        var asked = 0;
        _cluster.Judge = _ =>
        {
            asked++;
            return Task.FromResult(Verdict.NotReadyYet(null, "reading the report"));
        };

        var verdict = await DriveAsync(AskAsync(TimeSpan.FromSeconds(2)));

        Assert.Equal("reading the report", verdict.Progress);
        Assert.InRange(asked, 2, 20);
    }

    [Fact]
    public async Task Ask_CallThatTimesOutLate_IsTriedAgain()
    {
        var asked = 0;
        _cluster.Judge = _ =>
        {
            if (++asked > 1) return Task.FromResult(SampleVerdicts.Accepted());
            _clock.Advance(ClusterTimes.CallTimeout + ClusterTimes.UnreachablePatience);
            return Task.FromException<Verdict>(new TimeoutException());
        };

        var verdict = await DriveAsync(AskAsync(TimeSpan.FromSeconds(20)));

        Assert.Equal((VerdictOutcome.Accepted, 2), (verdict.Outcome, asked));
    }

    [Theory]
    [InlineData(
        typeof(SiloUnavailableException), FailureKind.ClusterUnavailable,
        "none of Scanner's silos can be reached just now; this is not about your image.")]
    [InlineData(
        typeof(TimeoutException), FailureKind.ClusterUnavailable,
        "Scanner's silos did not answer in time; this is not about your image.")]
    [InlineData(
        typeof(NotSupportedException), FailureKind.Internal,
        "asking Scanner's silos failed; the webhook's log has the details. This is not about your image.")]
    public async Task Ask_Fault_IsTriedForAWhileAndThenTold(Type fault, FailureKind kind, string message)
    {
        _cluster.Judge = _ => Task.FromException<Verdict>((Exception)Activator.CreateInstance(fault)!);

        var verdict = await DriveAsync(AskAsync(TimeSpan.FromSeconds(20)));

        Assert.Equal((kind, message), (verdict.Failure!.Kind, verdict.Failure.Message));
        Assert.InRange(_clock.GetUtcNow() - SampleVerdicts.Now, ClusterTimes.UnreachablePatience, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Ask_NoSiloYet_IsUnreachable()
    {
        _cluster.IsConnected = false;

        var verdict = await DriveAsync(AskAsync(TimeSpan.FromSeconds(20)));

        Assert.Equal("none of Scanner's silos can be reached just now; this is not about your image.", verdict.Failure!.Message);
    }

    [Fact]
    public async Task Ask_CallerLeaves_Throws()
    {
        using var left = new CancellationTokenSource();
        _cluster.Judge = _ => new TaskCompletionSource<Verdict>().Task;
        var inquiry = AskUntilLeftAsync(TimeSpan.FromSeconds(20), left.Token);

        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => inquiry);
    }

    private Task<Verdict> AskAsync(TimeSpan patience) => AskUntilLeftAsync(patience, Token);

    private Task<Verdict> AskUntilLeftAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        Assert.True(ImageReference.TryParse("registry.example/team/web:v1", out var image, out _));
        return _inquiry.AskAsync(image, PullContext.None, new VulnerabilityRules(), patience, cancellationToken);
    }

    /// <summary>Lets time pass until there is an answer.</summary>
    private async Task<Verdict> DriveAsync(Task<Verdict> inquiry)
    {
        // The inquiry goes on within the call that ends its pause, so each step finds it waiting again or done.
        while (!inquiry.IsCompleted) _clock.Advance(Step);
        return await inquiry;
    }
}
