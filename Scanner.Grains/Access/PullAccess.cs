using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Scanner.Failures;
using Scanner.Grains.Retries;
using Scanner.Images;

namespace Scanner.Grains.Access;

/// <summary>
/// Who may pull one manifest, as far as its grain knows: what is known of a manifest is told only to those who could pull it.
/// Belongs to one grain and is called in its turns.
/// </summary>
internal sealed partial class PullAccess(
    Digest digest, AccessMemory memory, Func<ImageSource, IRegistryGrain> registries, TimeProvider clock, ILogger logger)
{
    /// <summary>Open repositories with one and the same manifest that are remembered; the oldest gives way to one more.</summary>
    public const int MaxRepositories = 16;

    /// <summary>Pull contexts whose proofs are kept with the grain; others' are asked for anew where the grain is activated anew.</summary>
    public const int MaxKept = 16;

    private readonly List<OpenRepository> _open = [];
    private readonly List<ImageSource> _proven = [];
    private readonly FailureMemory<ImageSource> _failures = new(clock);

    // Each has at least one question waiting for it, and those are bounded for every grain.
    private Dictionary<ImageSource, Task>? _checks;

    public Digest Digest => digest;

    /// <summary>Called when a proof was withdrawn, so that what was kept of it can be replaced.</summary>
    public Action? OnWithdrawn { get; init; }

    /// <summary>
    /// Whether it is known just now that the manifest may be pulled. Asks nobody, but has a proof that ends soon renewed.
    /// </summary>
    public bool IsKnown(ImageSource source)
    {
        var now = clock.GetUtcNow();
        var until = FindOpen(source)?.Proof.Until ?? DateTimeOffset.MinValue;
        if (until - now < AccessTimes.RenewBefore && memory.Find(digest, source) is { } own && own.Until > until)
            until = own.Until;

        if (until <= now) return false;
        if (until - now < AccessTimes.RenewBefore && _failures.Holding(source) is null) Begin(source);
        return true;
    }

    /// <summary>The latest proofs, to be kept where the grain's other knowledge is.</summary>
    public ImmutableArray<ProvenAccess> Keep() =>
    [
        .. _open.Select(open => open.Keep()),
        .. _proven.Select(source => (Source: source, Proof: memory.Find(digest, source)))
            .Where(proven => proven.Proof is not null)
            .Select(proven => new ProvenAccess
            {
                Registry = proven.Source.Registry,
                Repository = proven.Source.Repository,
                PullContext = proven.Source.PullContext,
                ProvenUntil = proven.Proof!.Value.ProvenUntil,
            }),
    ];

    /// <summary>Takes up proofs that were kept. Those that have ended count as evidence still.</summary>
    public void Recall(ImmutableArray<ProvenAccess> kept)
    {
        foreach (var proven in kept)
        {
            var source = new ImageSource(proven.Registry, proven.Repository, proven.PullContext ?? PullContext.None);
            // This silo may have heard more of it since.
            if (proven.PullContext is not null && memory.Find(digest, source)?.ProvenUntil >= proven.ProvenUntil) _proven.Add(source);
            else Prove(source, new AccessProof(proven.ProvenUntil, proven.ProvenUntil), isForEverybody: proven.PullContext is null);
        }
    }

    /// <summary>The registry let the manifest be pulled on behalf of this source at that time.</summary>
    public void Prove(ImageSource source, DateTimeOffset at)
    {
        var until = at + AccessTimes.Lifetime;
        Prove(source, new AccessProof(until, until), isForEverybody: false);
    }

    /// <summary>The registry has refused this source.</summary>
    public void Withdraw(ImageSource source)
    {
        memory.Forget(digest, source);
        _proven.Remove(source);
        // One who is refused shows that a repository is not open any more, unless that has been proven just now.
        if (FindOpen(source) is { } repository && repository.Proof.ProvenUntil <= clock.GetUtcNow()) _open.Remove(repository);
        OnWithdrawn?.Invoke();
    }

    /// <summary>
    /// Whether the manifest may be pulled, by what is known or by asking the registry. An outage does not count as a refusal for
    /// whom the registry has let pull it, or where it lets everybody; for others it is no leave either, for it is easily made.
    /// </summary>
    public async ValueTask<AccessAnswer> CheckAsync(ImageSource source, TimeSpan patience)
    {
        var begun = clock.GetTimestamp();
        while (!IsKnown(source))
        {
            if (_checks?.GetValueOrDefault(source) is not { } check)
            {
                if (await _failures.HoldingAsync(source, StampAsync) is { } failure)
                    return IsForgiven(failure.Kind, source) ? AccessAnswer.Granted : new AccessAnswer(false, failure);
                check = Begin(source);
            }

            var left = patience - clock.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero) return AccessAnswer.Pending;
            await check.WaitAsync(left, clock)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        return AccessAnswer.Granted;
    }

    private Task<string?> StampAsync(ImageSource source) =>
        registries(source).GetCredentialStamp(source.Repository, source.PullContext);

    private Task Begin(ImageSource source)
    {
        if (_checks?.GetValueOrDefault(source) is { } underWay) return underWay;
        var check = AskAsync(source);
        if (!check.IsCompleted) (_checks ??= [])[source] = check;
        return check;
    }

    /// <summary>One question to the registry. Never throws; the outcome is state.</summary>
    private async Task AskAsync(ImageSource source)
    {
        try
        {
            Prove(source, await registries(source).CheckAccess(source.Repository, digest, source.PullContext));
            _failures.Forget(source);
        }
        catch (Exception e)
        {
            var failure = _failures.Remember(source, e);
            if (IsForgiven(failure.Kind, source)) TakeForGranted(source);
            else if (!IsOutage(failure.Kind)) Withdraw(source);
            LogNotProven(failure.Kind == FailureKind.Internal ? e : null, digest, source.Registry, source.Repository,
                source.PullContext.Namespace, failure.Kind, failure.Message);
        }
        finally
        {
            _checks?.Remove(source);
        }
    }

    private void Prove(ImageSource source, PullGrant grant)
    {
        var until = clock.GetUtcNow() + grant.Lifetime;
        Prove(source, new AccessProof(until, until), grant.IsForEverybody);
    }

    private void Prove(ImageSource source, AccessProof proof, bool isForEverybody)
    {
        if (!isForEverybody)
        {
            memory.Remember(digest, source, proof);
            _proven.Remove(source);
            if (_proven.Count >= MaxKept) _proven.RemoveAt(0);
            _proven.Add(source);
            return;
        }

        if (FindOpen(source) is not { } repository)
        {
            if (_open.Count >= MaxRepositories) _open.RemoveAt(0);
            _open.Add(repository = new OpenRepository(source.Registry, source.Repository));
        }

        repository.Proof = proof;
    }

    private void TakeForGranted(ImageSource source)
    {
        var now = clock.GetUtcNow();
        if (FindOpen(source) is { } repository && repository.Proof.IsEvidence(now))
            repository.Proof = repository.Proof.TakenForGranted(now);
        else if (memory.Find(digest, source) is { } own)
            memory.Remember(digest, source, own.TakenForGranted(now));
    }

    private bool IsForgiven(FailureKind kind, ImageSource source)
    {
        if (!IsOutage(kind)) return false;
        var now = clock.GetUtcNow();
        return FindOpen(source)?.Proof.IsEvidence(now) == true || memory.Find(digest, source)?.IsEvidence(now) == true;
    }

    internal static bool IsOutage(FailureKind kind) => kind is FailureKind.RegistryUnavailable or FailureKind.RegistryThrottled
        or FailureKind.CredentialsUnavailable or FailureKind.Interrupted;

    // By hand, for it is on the way of every warm answer.
    private OpenRepository? FindOpen(ImageSource source)
    {
        foreach (var repository in _open)
            if (repository.Is(source)) return repository;
        return null;
    }

    [LoggerMessage(LogLevel.Warning,
        "Whether {Registry}/{Repository}@{Digest} may be pulled for namespace '{Namespace}' is not proven ({Kind}): {Reason}")]
    private partial void LogNotProven(
        Exception? error, Digest digest, string registry, string repository, string @namespace, FailureKind kind, string reason);
}
