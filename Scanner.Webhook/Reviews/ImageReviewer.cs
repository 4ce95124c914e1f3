using Scanner.Failures;
using Scanner.Images;
using Scanner.Verdicts;
using Scanner.Webhook.Policy;
using Scanner.Webhook.Workloads;

namespace Scanner.Webhook.Reviews;

/// <summary>
/// Fans the images of one review out to their grains, each distinct image once, and joins the answers into one decision. An
/// image that is late or fails is not ready; it takes nothing from what is known of the others.
/// </summary>
internal sealed partial class ImageReviewer(
    IImageInquiry inquiry, VerdictMemory memory, DecisionMaker decisions, ICurrentPolicy policy, TimeProvider clock,
    ILogger<ImageReviewer> logger) : IImageReviewer
{
    public async Task<Decision> ReviewAsync(ImageReview review, CancellationToken cancellationToken)
    {
        var active = policy.Value;
        var questions = Distinct(review);
        List<Task>? pending = null;
        foreach (var question in questions)
        {
            question.Verdict = memory.Recall(question.Text, question.PullContext, active.Rules);
            if (question.Verdict is null) (pending ??= []).Add(AskAsync(question, review, active.Rules, cancellationToken));
        }

        if (pending is not null) await WaitAsync(pending, review.Budget, cancellationToken);
        return decisions.Decide(review, [.. questions.Select(question => question.ToImage())], active.Options);
    }

    private async Task WaitAsync(List<Task> pending, TimeSpan budget, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(pending).WaitAsync(budget, clock, cancellationToken);
        }
        // No question fails with an exception, so this one says that some have no answer yet.
        catch (TimeoutException)
        {
        }
    }

    private async Task AskAsync(
        Question question, ImageReview review, VulnerabilityRules rules, CancellationToken cancellationToken)
    {
        try
        {
            if (!ImageReference.TryParse(question.Text, out var image, out var error))
            {
                question.Verdict = Verdict.NotReadyBecause(
                    null, new ScanFailure { Kind = FailureKind.ReferenceInvalid, Message = error });
                return;
            }

            var verdict = await inquiry.AskAsync(image, question.PullContext, rules, review.Budget, cancellationToken);
            question.Verdict = verdict;
            memory.Remember(question.Text, question.PullContext, rules, verdict);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFault(e, Excerpt.Of(question.Text, WorkloadLimits.MaxNameLength), review.Uid);
            question.Verdict = Unanswered.ByFault(review.Uid);
        }
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
            foreach (var place in pod.Images) Find(questions, place.Text, pullContext).Places.Add(place);
        }

        return questions;
    }

    private static Question Find(List<Question> questions, string text, PullContext pullContext)
    {
        foreach (var known in questions)
        {
            if (known.Text == text && known.PullContext == pullContext) return known;
        }

        var question = new Question(text, pullContext);
        questions.Add(question);
        return question;
    }

    [LoggerMessage(LogLevel.Error, "Asking about {Image} failed (uid {Uid}); it counts as not ready")]
    private partial void LogFault(Exception exception, string image, string uid);

    private sealed class Question(string text, PullContext pullContext)
    {
        private volatile Verdict? _verdict;

        public string Text { get; } = text;

        public PullContext PullContext { get; } = pullContext;

        public List<ContainerImage> Places { get; } = [];

        /// <summary>Null until there is one, which may be after the decision.</summary>
        public Verdict? Verdict
        {
            get => _verdict;
            set => _verdict = value;
        }

        public ReviewedImage ToImage() =>
            new() { Text = Text, Places = [.. Places], Verdict = Verdict ?? Unanswered.InTime(null) };
    }
}
