using Scanner.Failures;

namespace Scanner.Grains.Retries;

/// <summary>
/// Remembers a failure for some seconds, longer each time in a row, so that a crowd of callers costs the registry and Clair
/// one attempt. A failure is never a verdict: when its time is over, whoever asks starts the next attempt.
/// </summary>
internal sealed class FailureMemory(TimeProvider clock)
{
    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2);

    /// <summary>The largest part of a pause that is added by chance, so that many digests do not come back at the same moment.</summary>
    private const double Jitter = 0.2;

    /// <summary>2 s doubled this often is longer than the longest pause.</summary>
    private const int MostDoublings = 10;

    public ScanFailure? Last { get; private set; }

    /// <summary>Whether the last failure still answers for the next attempt.</summary>
    public bool Holds => Last is { } last && clock.GetUtcNow() < last.RetryAt;

    public void Forget() => Last = null;

    public ScanFailure Remember(Exception error)
    {
        var attempts = (Last?.Attempts ?? 0) + 1;
        var pause = FirstPause * Math.Pow(2, Math.Min(attempts - 1, MostDoublings));
        if (pause > LongestPause) pause = LongestPause;
        pause *= 1 + (Random.Shared.NextDouble() * Jitter);
        var scan = error as ScanException;
        if (scan?.RetryAfter is { } asked && asked > pause) pause = asked;
        return Last = new ScanFailure
        {
            Kind = scan?.Kind ?? FailureKind.Internal,
            Message = scan?.Message ?? "Scanner itself failed; the silo's log has the details.",
            Attempts = attempts,
            RetryAt = clock.GetUtcNow() + pause,
        };
    }
}
