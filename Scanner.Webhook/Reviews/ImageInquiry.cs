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
{
    /// <summary>Between two tries while silos come and go, with as much again by chance.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Never throws: what goes wrong is a verdict that is not ready.</summary>
    /// <param name="image">The reference in full.</param>
    /// <param name="pullContext">On whose behalf.</param>
    /// <param name="rules">What to judge by.</param>
    /// <param name="patience">How long the caller can wait for the answer.</param>
    /// <param name="cancellationToken">The caller is gone.</param>
    public async Task<Verdict> AskAsync(
        ImageReference image, PullContext pullContext, VulnerabilityRules rules, TimeSpan patience, CancellationToken cancellationToken)
    {
        var begun = clock.GetTimestamp();
        // A grain's own words about where the scan stands must arrive before the time is up.
        if (patience > 2 * ClusterTimes.WayBack) patience -= ClusterTimes.WayBack;
        TimeSpan? unreachableSince = null;
        var verdict = Verdict.NotReadyYet(image.Digest, "the question was not asked in time");
        for (var spent = TimeSpan.Zero; spent < patience; spent = clock.GetElapsedTime(begun))
        {
            var left = patience - spent;
            try
            {
                if (cluster.Grains is { } grains)
                {
                    verdict = await AskOnceAsync(grains, image, pullContext, rules, left, cancellationToken);
                    if (IsSettled(verdict)) return verdict;
                    unreachableSince = null;
                    if (verdict.Failure is null) continue;
                }
                else
                {
                    verdict = Unreachable(image.Digest);
                    unreachableSince ??= spent;
                }
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                LogAttemptFailed(image, e.Message);
                if (clock.GetElapsedTime(begun) >= patience) break;
                verdict = Unreachable(image.Digest);
                unreachableSince ??= spent;
            }

            if (spent - unreachableSince >= ClusterTimes.UnreachablePatience) break;
            await Task.Delay(Pause * (1 + Random.Shared.NextDouble()), clock, cancellationToken);
        }

        return verdict;
    }

    /// <summary>A failure is an answer too, unless it is only that of a silo on its way out.</summary>
    private static bool IsSettled(Verdict verdict) =>
        verdict.Outcome != VerdictOutcome.NotReady || verdict.Failure is { Kind: not FailureKind.Interrupted };

    private static async Task<Verdict> AskOnceAsync(
        IGrainFactory grains, ImageReference image, PullContext pullContext, VulnerabilityRules rules, TimeSpan left,
        CancellationToken cancellationToken)
    {
        var slice = left < ClusterTimes.Slice ? left : ClusterTimes.Slice;
        if (image.Digest is not { } digest)
        {
            var tag = await grains.GetGrain<ITagGrain>(image.ToString()).Resolve(pullContext, slice)
                .WaitAsync(left + ClusterTimes.WayBack, cancellationToken);
            if (tag.Failure is { } failure) return Verdict.NotReadyBecause(null, failure);
            if (tag.Digest is not { } resolved) return Verdict.NotReadyYet(null, "asking the registry what the tag stands for");
            digest = resolved;
        }

        return await grains.GetGrain<IImageGrain>(digest.ToString())
            .Judge(new ImageQuestion { Image = image.At(digest), PullContext = pullContext, Rules = rules, Patience = slice })
            .WaitAsync(left + ClusterTimes.WayBack, cancellationToken);
    }

    private static Verdict Unreachable(Digest? digest) => Verdict.NotReadyBecause(digest, new ScanFailure
    {
        Kind = FailureKind.ClusterUnavailable,
        Message = "none of Scanner's silos can be reached just now; this is not about your image.",
    });

    [LoggerMessage(LogLevel.Warning, "Asking about {Image} failed, trying again: {Reason}")]
    private partial void LogAttemptFailed(ImageReference image, string reason);
}
