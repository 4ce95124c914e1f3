using System.Collections.Immutable;
using Scanner.Failures;
using Scanner.Verdicts;
using Scanner.Webhook.Policy;

namespace Scanner.Webhook.Reviews;

/// <summary>Joins the verdicts of one review into one decision. Pure but for the clock, which tells the age of the data.</summary>
internal sealed class DecisionMaker(TimeProvider clock)
{
    public Decision Decide(ImageReview review, ImmutableArray<ReviewedImage> images, PolicyOptions policy)
    {
        List<ReviewedImage>? refused = null;
        ImmutableArray<string>.Builder? warnings = null;
        foreach (var image in images)
        {
            var (leniency, outcome) = Judge(image.Verdict, policy);
            // The user is told about what decided, which need not be what the platforms join to.
            var told = outcome == image.Verdict.Outcome
                ? image
                : image with { Verdict = image.Verdict with { Outcome = outcome } };
            if (leniency == Leniency.Deny) (refused ??= []).Add(told);
            else if (ImageWarnings.Of(told, leniency) is { } text) (warnings ??= review.Warnings.ToBuilder()).Add(text);
        }

        return new Decision
        {
            Allowed = refused is null,
            Message = refused is null ? null : DenialMessage.Write(refused, images.Length, clock.GetUtcNow()),
            Warnings = warnings?.ToImmutable() ?? review.Warnings,
            AuditAnnotations = ImageAnnotations.Of(images, refused is null),
        };
    }

    /// <summary>The strictest that policy says to the joined outcome or to one platform's, and to which of them it says it.</summary>
    private static (Leniency Leniency, VerdictOutcome Outcome) Judge(Verdict verdict, PolicyOptions policy)
    {
        var strictest = (Leniency: Judge(verdict.Outcome, verdict, policy), verdict.Outcome);
        if (verdict.PlatformOutcomes.IsDefaultOrEmpty) return strictest;
        foreach (var outcome in verdict.PlatformOutcomes)
        {
            var leniency = Judge(outcome, verdict, policy);
            if (leniency < strictest.Leniency) strictest = (leniency, outcome);
        }

        return strictest;
    }

    private static Leniency Judge(VerdictOutcome outcome, Verdict verdict, PolicyOptions policy) => outcome switch
    {
        VerdictOutcome.Accepted => Leniency.Allow,
        VerdictOutcome.NothingDetected => policy.WhenNothingDetected,
        VerdictOutcome.NotReady when verdict.Failure?.Kind != FailureKind.ReferenceInvalid => policy.WhenNotReady,
        _ => Leniency.Deny,
    };
}
