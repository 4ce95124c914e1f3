using Microsoft.Extensions.Options;
using Scanner.Failures;
using Scanner.Images;
using Scanner.Verdicts;
using Scanner.Webhook.Policy;
using Scanner.Webhook.Workloads;

namespace Scanner.Webhook.Reviews;

/// <summary>
/// Fans the images of one review out to their grains, each distinct image once, and joins the answers into one decision.
/// </summary>
internal sealed class ImageReviewer(
    ImageInquiry inquiry, VerdictMemory memory, DecisionMaker decisions, IOptionsMonitor<PolicyOptions> policy) : IImageReviewer
{
    public async Task<Decision> ReviewAsync(ImageReview review, CancellationToken cancellationToken)
    {
        var options = policy.CurrentValue;
        var rules = Rules.Of(options);
        var questions = Distinct(review);
        var pending = new List<Task>();
        foreach (var question in questions)
        {
            question.Verdict = memory.Recall(question.Text, question.PullContext, rules);
            if (question.Verdict is null) pending.Add(AskAsync(question, rules, review.Budget, cancellationToken));
        }

        if (pending.Count > 0) await Task.WhenAll(pending);
        return decisions.Decide(
            review,
            [.. questions.Select(question => new ReviewedImage
            {
                Text = question.Text, Places = [.. question.Places], Verdict = question.Verdict!,
            })],
            options);
    }

    private async Task AskAsync(Question question, VulnerabilityRules rules, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (!ImageReference.TryParse(question.Text, out var image, out var error))
        {
            question.Verdict = Verdict.NotReadyBecause(null, new ScanFailure { Kind = FailureKind.ReferenceInvalid, Message = error });
            return;
        }

        question.Verdict = await inquiry.AskAsync(image, question.PullContext, rules, patience, cancellationToken);
        memory.Remember(question.Text, question.PullContext, rules, question.Verdict);
    }

    private static List<Question> Distinct(ImageReview review)
    {
        var questions = new List<Question>();
        foreach (var pod in review.Pods)
        {
            var pullContext = new PullContext
            {
                Namespace = review.Namespace ?? "",
                ServiceAccountName = pod.ServiceAccountName,
                PullSecretNames = pod.PullSecretNames,
            };
            foreach (var place in pod.Images)
            {
                var known = questions.Find(question => question.Text == place.Text && question.PullContext == pullContext);
                if (known is null) questions.Add(known = new Question(place.Text, pullContext));
                known.Places.Add(place);
            }
        }

        return questions;
    }

    private sealed class Question(string text, PullContext pullContext)
    {
        public string Text { get; } = text;

        public PullContext PullContext { get; } = pullContext;

        public List<ContainerImage> Places { get; } = [];

        public Verdict? Verdict { get; set; }
    }
}
