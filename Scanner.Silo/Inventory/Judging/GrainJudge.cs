using Microsoft.Extensions.Options;
using Scanner.Failures;
using Scanner.Grains;
using Scanner.Images;
using Scanner.Verdicts;

namespace Scanner.Silo.Inventory.Judging;

/// <summary>Asks the image grains, as the webhook does.</summary>
internal sealed partial class GrainJudge(
    IGrainFactory grains, IOptions<InventoryPolicyOptions> policy, TimeProvider clock, ILogger<GrainJudge> logger) : IImageJudge
{
    /// <summary>For the way back of an answer that took all the patience.</summary>
    private static readonly TimeSpan WayBack = TimeSpan.FromSeconds(5);

    private readonly VulnerabilityRules _rules = policy.Value.ToRules();

    /// <inheritdoc/>
    public async Task<Verdict> JudgeAsync(
        ImageReference image, PullContext pullContext, TimeSpan patience, CancellationToken cancellationToken)
    {
        var digest = image.Digest ?? throw new ArgumentException("What runs has a digest.", nameof(image));
        try
        {
            var question = new ImageQuestion
            {
                Image = image.At(digest),
                PullContext = pullContext,
                Rules = _rules,
                Patience = patience,
            };
            return await grains.GetGrain<IImageGrain>(digest.ToString()).Judge(question)
                .WaitAsync(patience + WayBack, clock, cancellationToken);
        }
        // A silo that dies with the question inside, or a grain's fault: either way it is asked again later.
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogUnanswered(image, e.GetType().Name, e.Message);
            return Verdict.NotReadyBecause(digest, new ScanFailure
            {
                Kind = FailureKind.ClusterUnavailable,
                Message = "Scanner's silos did not answer.",
            });
        }
    }

    [LoggerMessage(LogLevel.Debug, "Asking about {Image} failed: {Fault}: {Reason}")]
    private partial void LogUnanswered(ImageReference image, string fault, string reason);
}
