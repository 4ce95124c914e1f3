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
        var refused = images.Where(image => Judge(image.Verdict, policy) == Leniency.Deny).ToList();
        var now = clock.GetUtcNow();
        return new Decision
        {
            Allowed = refused.Count == 0,
            Message = refused.Count == 0 ? null : DenialMessage.Write(refused, images.Length, now),
            Warnings = [.. review.Warnings, .. images.SelectMany(image => ImageWarnings.Of(image, Judge(image.Verdict, policy)))],
            AuditAnnotations = ImageAnnotations.Of(images, refused.Count == 0),
        };
    }

    private static Leniency Judge(Verdict verdict, PolicyOptions policy) => verdict.Outcome switch
    {
        VerdictOutcome.Accepted => Leniency.Allow,
        VerdictOutcome.NothingDetected => policy.WhenNothingDetected,
        VerdictOutcome.NotReady when verdict.Failure?.Kind != FailureKind.ReferenceInvalid => policy.WhenNotReady,
        _ => Leniency.Deny,
    };
}
