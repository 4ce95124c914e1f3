using System.Collections.Concurrent;
using Scanner.Failures;
using Scanner.Images;
using Scanner.Silo.Inventory.Judging;
using Scanner.Verdicts;

namespace Scanner.Silo.Tests.Inventory.Judging;

/// <summary>Answers as it is told, and notes what it is asked.</summary>
internal sealed class FakeJudge(TimeProvider clock) : IImageJudge
{
    private int _atOnce;

    public ConcurrentDictionary<Digest, Verdict> Verdicts { get; } = [];

    public ConcurrentQueue<(ImageReference Image, PullContext PullContext, DateTimeOffset At)> Asked { get; } = [];

    /// <summary>Of images without a verdict of their own.</summary>
    public Verdict Default { get; set; } = Samples.Accepted;

    /// <summary>Whether an image that is not ready takes all the patience to say so, as one that is scanned does.</summary>
    public bool TakesItsTime { get; set; }

    /// <summary>An image about which a question throws.</summary>
    public ImageReference? FailsFor { get; set; }

    /// <summary>The most questions that were waiting at the same time.</summary>
    public int MostAtOnce { get; private set; }

    public static Verdict Scanning { get; } = Verdict.NotReadyYet(null, "Clair is analysing the layers");

    public static Verdict Failed { get; } = Verdict.NotReadyBecause(null, new ScanFailure { Kind = FailureKind.NotFound, Message = "not there" });

    public async Task<Verdict> JudgeAsync(
        ImageReference image, PullContext pullContext, TimeSpan patience, CancellationToken cancellationToken)
    {
        Asked.Enqueue((image, pullContext, clock.GetUtcNow()));
        if (image == FailsFor) throw new InvalidOperationException("broken");
        var atOnce = Interlocked.Increment(ref _atOnce);
        if (atOnce > MostAtOnce) MostAtOnce = atOnce;
        try
        {
            if (TakesItsTime) await Task.Delay(patience, clock, cancellationToken);
            return Verdicts.GetValueOrDefault(image.Digest!.Value, Default);
        }
        finally
        {
            Interlocked.Decrement(ref _atOnce);
        }
    }
}
