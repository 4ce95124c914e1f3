using Scanner.Failures;
using Scanner.Grains;
using Scanner.Images;
using Scanner.Verdicts;
using Scanner.Webhook.Cluster;

namespace Scanner.Webhook.Reviews;

/// <summary>
/// Asks the grains about one image until there is a settled verdict or the time is up: in slices, so that a silo which dies
/// with the question inside costs seconds and not the review.
/// </summary>
internal sealed partial class ImageInquiry(IClusterConnection cluster, TimeProvider clock, ILogger<ImageInquiry> logger)
    : IImageInquiry
{
    /// <summary>Between two tries while silos come and go, with as much again by chance.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public async Task<Verdict> AskAsync(
        ImageReference image, PullContext pullContext, VulnerabilityRules rules, TimeSpan patience,
        CancellationToken cancellationToken)
    {
        // A grain's own words about where the scan stands must arrive before the time is up.
        if (patience > 2 * ClusterTimes.WayBack) patience -= ClusterTimes.WayBack;
        var time = new Countdown(clock, clock.GetTimestamp(), patience);
        TimeSpan? unreachableSince = null;
        Verdict? verdict = null;
        while (time.Left > TimeSpan.Zero)
        {
            var asked = time.Elapsed;
            try
            {
                if (cluster.Grains is { } grains)
                {
                    verdict = await AskOnceAsync(grains, image, pullContext, rules, time, cancellationToken);
                    if (IsSettled(verdict)) return verdict;
                    unreachableSince = null;
                }
                else
                {
                    verdict = Unanswered.Unreachable(image.Digest);
                    unreachableSince ??= time.Elapsed;
                }
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogAttemptFailed(image, e.GetType().Name, e.Message);
                // What a grain said before tells more than that the time ended within the next call.
                if (time.Left <= TimeSpan.Zero) break;
                verdict = Unanswered.Because(image.Digest, e);
                unreachableSince ??= time.Elapsed;
            }

            var elapsed = time.Elapsed;
            if (elapsed - unreachableSince >= ClusterTimes.UnreachablePatience) break;
            // A grain that waited has spent the time already; one that did not must not be asked in a tight loop.
            if (verdict.Failure is null && elapsed - asked >= Pause) continue;
            await PauseAsync(time.Left, cancellationToken);
        }

        return verdict ?? Unanswered.InTime(image.Digest);
    }

    /// <summary>A failure is an answer too, unless it is only that of a silo on its way out.</summary>
    private static bool IsSettled(Verdict verdict) =>
        verdict.Outcome != VerdictOutcome.NotReady || verdict.Failure is { Kind: not FailureKind.Interrupted };

    private async Task<Verdict> AskOnceAsync(
        IGrainFactory grains, ImageReference image, PullContext pullContext, VulnerabilityRules rules, Countdown time,
        CancellationToken cancellationToken)
    {
        DateTimeOffset? tagAsOf = null;
        if (image.Digest is not { } digest)
        {
            var tag = await grains.GetGrain<ITagGrain>(image.ToString()).Resolve(pullContext, time.Slice)
                .WaitAsync(time.UntilLate, clock, cancellationToken);
            if (tag.Digest is not { } resolved)
            {
                return tag.Failure is { } failure
                    ? Verdict.NotReadyBecause(null, failure)
                    : Verdict.NotReadyYet(null, "asking the registry what the tag stands for");
            }

            if (tag.Failure is not null) tagAsOf = tag.ResolvedAt;
            digest = resolved;
        }

        // Asked even where the tag took all the time: the scan begins, and a retry finds it further on.
        var verdict = await grains.GetGrain<IImageGrain>(digest.ToString())
            .Judge(new ImageQuestion { Image = image.At(digest), PullContext = pullContext, Rules = rules, Patience = time.Slice })
            .WaitAsync(time.UntilLate, clock, cancellationToken);
        return tagAsOf is null ? verdict : verdict with { TagAsOf = tagAsOf };
    }

    private async Task PauseAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        var pause = Pause * (1 + Random.Shared.NextDouble());
        if (pause > atMost) pause = atMost;
        if (pause > TimeSpan.Zero) await Task.Delay(pause, clock, cancellationToken);
    }

    [LoggerMessage(LogLevel.Debug, "Asking about {Image} failed: {Fault}: {Reason}")]
    private partial void LogAttemptFailed(ImageReference image, string fault, string reason);

    /// <summary>The time of one inquiry, taken anew at each look.</summary>
    private readonly record struct Countdown(TimeProvider Clock, long Begun, TimeSpan Patience)
    {
        public TimeSpan Elapsed => Clock.GetElapsedTime(Begun);

        public TimeSpan Left => Patience - Elapsed;

        /// <summary>The patience of the next call.</summary>
        public TimeSpan Slice => TimeSpan.FromTicks(Math.Clamp(Left.Ticks, 0, ClusterTimes.Slice.Ticks));

        /// <summary>When the next call's answer is of no use any more.</summary>
        public TimeSpan UntilLate => TimeSpan.FromTicks(Math.Max(0, (Left + ClusterTimes.WayBack).Ticks));
    }
}
