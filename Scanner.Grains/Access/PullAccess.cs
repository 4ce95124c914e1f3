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
    /// <summary>Repositories with one and the same manifest that are remembered; the oldest gives way to one more.</summary>
    public const int MaxRepositories = 16;

    private readonly List<ServingRepository> _repositories = [];
    private readonly FailureMemory<ImageSource> _failures = new(clock);

    // Each has at least one question waiting for it, and those are bounded for every grain.
    private Dictionary<ImageSource, Task>? _checks;

    public Digest Digest => digest;

    /// <summary>
    /// Whether it is known just now that the manifest may be pulled. Asks nobody, but has a proof that ends soon renewed.
    /// </summary>
    public bool IsKnown(ImageSource source)
    {
        var now = clock.GetUtcNow();
        var until = Find(source)?.OpenUntil ?? DateTimeOffset.MinValue;
        if (until - now < AccessTimes.RenewBefore)
        {
            var own = memory.Until(digest, source);
            if (own > until) until = own;
        }

        if (until <= now) return false;
        if (until - now < AccessTimes.RenewBefore && _failures.Holding(source) is null) Begin(source);
        return true;
    }

    /// <summary>The manifest has just been pulled on behalf of this source.</summary>
    public void Prove(ImageSource source) => Prove(source, new PullGrant { IsForEverybody = false, Lifetime = AccessTimes.Lifetime });

    /// <summary>
    /// Whether the manifest may be pulled, by what is known or by asking the registry. An outage of a registry that has served it
    /// does not count as a refusal; one of a registry that never did is no leave either.
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
            else memory.Forget(digest, source);
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
        if (Find(source) is not { } repository)
        {
            if (_repositories.Count >= MaxRepositories) _repositories.RemoveAt(0);
            _repositories.Add(repository = new ServingRepository(source.Registry, source.Repository));
        }

        if (grant.IsForEverybody) repository.OpenUntil = until;
        else memory.Remember(digest, source, until);
    }

    private void TakeForGranted(ImageSource source)
    {
        var until = clock.GetUtcNow() + AccessTimes.OutageLifetime;
        if (Find(source) is { OpenUntil: not null } repository) repository.OpenUntil = until;
        else memory.Remember(digest, source, until);
    }

    private bool IsForgiven(FailureKind kind, ImageSource source) => Find(source) is not null && kind
        is FailureKind.RegistryUnavailable or FailureKind.RegistryThrottled or FailureKind.CredentialsUnavailable
        or FailureKind.Interrupted or FailureKind.Internal;

    // By hand, for it is on the way of every warm answer.
    private ServingRepository? Find(ImageSource source)
    {
        foreach (var repository in _repositories)
            if (repository.Is(source)) return repository;
        return null;
    }

    [LoggerMessage(LogLevel.Warning,
        "Whether {Registry}/{Repository}@{Digest} may be pulled for namespace '{Namespace}' is not proven ({Kind}): {Reason}")]
    private partial void LogNotProven(
        Exception? error, Digest digest, string registry, string repository, string @namespace, FailureKind kind, string reason);
}
