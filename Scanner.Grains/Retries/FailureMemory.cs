using Scanner.Failures;

namespace Scanner.Grains.Retries;

/// <summary>
/// Remembers failures for some seconds, longer each time in a row, so that a crowd of callers costs the registry and Clair one
/// attempt. A failure is never a verdict: when its time is over, whoever asks starts the next attempt. What depends on where and
/// on whose behalf an image was pulled holds for callers of that source only: nobody's broken credentials or hostile registry
/// may keep others from a scan.
/// </summary>
/// <typeparam name="TSource">Where and on whose behalf.</typeparam>
internal sealed class FailureMemory<TSource>(TimeProvider clock)
    where TSource : class, IEquatable<TSource>
{
    /// <summary>Sources remembered apart; the oldest is forgotten for one more.</summary>
    public const int MaxSources = 8;

    public static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(2);

    /// <summary>After a silo went: the next attempt lands on another, so it need not wait; only a hot loop must not come of it.</summary>
    public static readonly TimeSpan PauseAfterInterruption = TimeSpan.FromMilliseconds(250);

    /// <summary>The largest part of a pause that is added by chance, so that many digests do not come back at the same moment.</summary>
    private const double Jitter = 0.2;

    /// <summary>2 s doubled this often is longer than the longest pause.</summary>
    private const int MostDoublings = 10;

    /// <summary>Between two looks whether the credentials are still the ones that were refused.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    /// <summary>How long a question waits for that look; without it the failure goes on.</summary>
    private static readonly TimeSpan LookPatience = TimeSpan.FromSeconds(1);

    private readonly List<Entry> _failures = [];

    /// <summary>The latest failure of anybody.</summary>
    public ScanFailure? Last => _failures.Count > 0 ? _failures[^1].Failure : null;

    /// <summary>The failure that answers for the next attempt of this source, or null where one may start.</summary>
    public ScanFailure? Holding(TSource source) => FindHolding(source)?.Failure;

    /// <summary>
    /// As <see cref="Holding"/>, but where a registry refused credentials, only while there are no others: whoever corrects a pull
    /// secret need not wait. They are looked for once a second at most.
    /// </summary>
    /// <param name="source">Where and on whose behalf.</param>
    /// <param name="look">Gives the stamp of the credentials there are now, null where that cannot be found out.</param>
    public async ValueTask<ScanFailure?> HoldingAsync(TSource source, Func<TSource, Task<string?>> look)
    {
        if (FindHolding(source) is not { } entry) return null;
        var now = clock.GetUtcNow();
        if (entry.CredentialStamp is null || now - entry.LookedAt < LookInterval) return entry.Failure;
        entry.LookedAt = now;
        string? stamp;
        try
        {
            stamp = await look(source).WaitAsync(LookPatience, clock);
        }
        catch (Exception e) when (e is TimeoutException or OrleansException or ScanException)
        {
            return entry.Failure;
        }

        if (stamp is null || stamp == entry.CredentialStamp) return entry.Failure;
        _failures.Remove(entry);
        return null;
    }

    public void Forget() => _failures.Clear();

    /// <summary>This source succeeded; what failed for others goes on for them.</summary>
    public void Forget(TSource source) => _failures.RemoveAll(entry => entry.Source is null || entry.Source.Equals(source));

    public ScanFailure Remember(TSource source, Exception error)
    {
        var (kind, message) = Describe(error);
        var owner = DependsOnSource(kind) ? source : null;
        var index = _failures.FindIndex(entry => Equals(entry.Source, owner));
        var attempts = index < 0 ? 1 : _failures[index].Failure.Attempts + 1;
        if (index >= 0) _failures.RemoveAt(index);
        else if (_failures.Count >= MaxSources) _failures.RemoveAt(0);

        var failure = new ScanFailure
        {
            Kind = kind,
            Message = message,
            Attempts = attempts,
            RetryAt = clock.GetUtcNow() + Pause(kind, attempts, (error as ScanException)?.RetryAfter),
        };
        _failures.Add(new Entry(owner, failure, (error as ScanException)?.CredentialStamp) { LookedAt = clock.GetUtcNow() });
        return failure;
    }

    private Entry? FindHolding(TSource source)
    {
        var now = clock.GetUtcNow();
        return _failures.FindLast(
            entry => (entry.Source is null || entry.Source.Equals(source)) && now < entry.Failure.RetryAt);
    }

    private static TimeSpan Pause(FailureKind kind, int attempts, TimeSpan? asked)
    {
        if (kind == FailureKind.Interrupted) return PauseAfterInterruption;
        // The Kubernetes API is soon back, as a rule, and a crowd that asks it every two seconds does it no harm.
        if (kind == FailureKind.CredentialsUnavailable) return FirstPause;
        var pause = FirstPause * Math.Pow(2, Math.Min(attempts - 1, MostDoublings));
        if (pause > LongestPause) pause = LongestPause;
        if (asked > pause) pause = asked.Value;
        return pause * (1 + (Random.Shared.NextDouble() * Jitter));
    }

    private static (FailureKind Kind, string Message) Describe(Exception error) => error switch
    {
        ScanException scan => (scan.Kind, scan.Message),
        OrleansException or TimeoutException =>
            (FailureKind.Interrupted, "the scan was cut off because a silo stopped or did not answer; the next request starts it again."),
        _ => (FailureKind.Internal, "Scanner itself failed; the silo's log has the details."),
    };

    private static bool DependsOnSource(FailureKind kind) => kind is FailureKind.NotFound or FailureKind.Unauthorized
        or FailureKind.AddressRefused or FailureKind.RegistryUnavailable or FailureKind.RegistryThrottled or FailureKind.ManifestInvalid
        or FailureKind.LayerUnreachable or FailureKind.LayerUnreadable or FailureKind.ScanTimedOut
        or FailureKind.CredentialsUnavailable;

    private sealed class Entry(TSource? source, ScanFailure failure, string? credentialStamp)
    {
        public TSource? Source => source;

        public ScanFailure Failure => failure;

        /// <summary>The credentials that were refused; null where the failure is about something else.</summary>
        public string? CredentialStamp => credentialStamp;

        public DateTimeOffset LookedAt { get; set; }
    }
}
