using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Scanner.Failures;
using Scanner.Reports;
using Scanner.Verdicts;
using Scanner.Webhook.Policy;
using Scanner.Webhook.Reviews;
using Scanner.Webhook.Workloads;

namespace Scanner.Webhook.Tests.Reviews;

public sealed class ImageReviewerTests
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(9);
    private static readonly Verdict Refused =
        SampleVerdicts.Refused(SampleVerdicts.Finding("CVE-2024-2961", Severity.High, null));

    private readonly FakeTimeProvider _clock = new(SampleVerdicts.Now);
    private readonly FakeInquiry _inquiry = new();
    private readonly TaskCompletionSource<Verdict> _late = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ImageReviewer _reviewer;

    public ImageReviewerTests() => _reviewer = new ImageReviewer(
        _inquiry, new VerdictMemory(_clock), new DecisionMaker(_clock),
        new FixedPolicy(new PolicyOptions { WhenNotReady = Leniency.Warn }),
        _clock, NullLogger<ImageReviewer>.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Review_OneRefusedAndOneLate_IsDeniedAtTheBudgetForTheRefusedOne()
    {
        _inquiry.Answers["team/refused"] = Task.FromResult(Refused);
        _inquiry.Answers["team/late"] = _late.Task;

        var review = _reviewer.ReviewAsync(Of("team/late", "team/refused"), Token);
        Assert.False(review.IsCompleted);
        _clock.Advance(Budget);
        var decision = await review;

        Assert.False(decision.Allowed);
        Assert.StartsWith("1 of 2 images may not run.", decision.Message, StringComparison.Ordinal);
        Assert.Contains("there was no answer in time", Assert.Single(decision.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Review_OneLate_FollowsPolicyAndIsAskedAgain()
    {
        _inquiry.Answers["team/late"] = _late.Task;
        var first = _reviewer.ReviewAsync(Of("team/late"), Token);
        _clock.Advance(Budget);
        Assert.True((await first).Allowed);

        _inquiry.Answers["team/late"] = Task.FromResult(Refused);
        Assert.False((await _reviewer.ReviewAsync(Of("team/late"), Token)).Allowed);
        Assert.False((await _reviewer.ReviewAsync(Of("team/late"), Token)).Allowed);
        Assert.Equal(2, _inquiry.Asked.Count);
    }

    [Fact]
    public async Task Review_OneRefusedAndOneThatThrows_IsDeniedForTheRefusedOne()
    {
        _inquiry.Answers["team/refused"] = Task.FromResult(Refused);
        _inquiry.Answers["team/broken"] = Task.FromException<Verdict>(new TimeoutException("a fault of our own"));

        var decision = await _reviewer.ReviewAsync(Of("team/broken", "team/refused"), Token);

        Assert.False(decision.Allowed);
        Assert.StartsWith("1 of 2 images may not run.", decision.Message, StringComparison.Ordinal);
        Assert.Contains(
            decision.AuditAnnotations,
            annotation => annotation.Value.EndsWith($"NotReady ({FailureKind.Internal})", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Review_CallerLeaves_IsCancelled()
    {
        _inquiry.Answers["team/late"] = _late.Task;
        using var left = new CancellationTokenSource();

        var review = _reviewer.ReviewAsync(Of("team/late"), left.Token);
        await left.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => review);
    }

    private static ImageReview Of(params string[] repositories) => new()
    {
        Uid = "1",
        Workload = "Pod team-a/web",
        Namespace = "team-a",
        Budget = Budget,
        Pods = [new PodImages { Path = "spec", Images = [.. repositories.Select(Place)] }],
    };

    private static ContainerImage Place(string repository, int index) => new()
    {
        Text = $"registry.example/{repository}:v1",
        Container = $"c{index}",
        FieldPath = $"spec.containers[{index}].image",
    };
}
