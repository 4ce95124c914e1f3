using System.Collections.Concurrent;
using Scanner.Webhook.Admission;
using Scanner.Webhook.Reviews;

namespace Scanner.Webhook.Tests.Admission;

/// <summary>Answers what the test says, allowing by default, and keeps what it was asked.</summary>
internal sealed class FakeReviewer : IImageReviewer
{
    public ConcurrentQueue<ImageReview> Asked { get; } = new();

    public Func<ImageReview, CancellationToken, Task<Decision>> Answer { get; set; } =
        static (_, _) => Task.FromResult(AdmissionResponses.Allowed());

    public Task<Decision> ReviewAsync(ImageReview review, CancellationToken cancellationToken)
    {
        Asked.Enqueue(review);
        return Answer(review, cancellationToken);
    }
}
