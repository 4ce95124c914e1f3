using System.Collections.Concurrent;
using Scanner.Images;
using Scanner.Verdicts;
using Scanner.Webhook.Reviews;

namespace Scanner.Webhook.Tests.Reviews;

/// <summary>Answers what the test says, for each repository, and counts the questions.</summary>
internal sealed class FakeInquiry : IImageInquiry
{
    public Dictionary<string, Task<Verdict>> Answers { get; } = [];

    public ConcurrentQueue<string> Asked { get; } = new();

    public Task<Verdict> AskAsync(
        ImageReference image, PullContext pullContext, VulnerabilityRules rules, TimeSpan patience,
        CancellationToken cancellationToken)
    {
        Asked.Enqueue(image.Repository);
        return Answers[image.Repository].WaitAsync(cancellationToken);
    }
}
