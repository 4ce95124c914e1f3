using System.Collections.Immutable;
using System.Net;
using Polly;
using Polly.RateLimiting;
using Polly.Timeout;
using Scanner.Failures;
using Scanner.Grains.Access;
using Scanner.Grains.Registry.Auth;
using Scanner.Grains.Registry.Credentials;
using Scanner.Grains.Registry.Manifests;
using Scanner.Grains.Registry.Transport;
using Scanner.Images;

namespace Scanner.Grains.Registry;

/// <summary>
/// Speaks the OCI distribution API (distribution-spec 1.1, "Pull") to one registry. Made to live in one place per registry:
/// its tokens, pause, circuit and number of operations at a time hold for whoever goes through it.
/// </summary>
internal sealed class RegistryClient
{
    /// <summary>
    /// Bytes; what the spec tells registries to take at the least, and they hardly take more ("Pushing Manifests").
    /// </summary>
    public const int MaxManifestSize = 4 * 1024 * 1024;

    /// <summary>Operations that wait for their turn, at about 1 KB each. At 100 a second the last has to wait 50 s.</summary>
    public const int MaxWaiting = 5000;

    /// <summary>With the longest request after it, still less than what the grain's callers wait.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    private readonly RegistryEndpoint _endpoint;
    private readonly RegistryOptions _options;
    private readonly TimeProvider _time;
    private readonly RegistryTransport _transport;
    private readonly RegistryAuthenticator _authenticator;
    private readonly CredentialStamps _stamps;
    private readonly PullProofs _proofs;
    private readonly AccessChecks _checks;
    private readonly ResiliencePipeline _turns;

    public RegistryClient(
        RegistryEndpoint endpoint, RegistryOptions options, RegistryTransport transport, KeychainSequence keychain,
        TimeProvider time)
    {
        (_endpoint, _options, _transport, _time) = (endpoint, options, transport, time);
        _authenticator = new RegistryAuthenticator(options, transport, keychain, time);
        _stamps = new CredentialStamps(endpoint.Host, keychain, time);
        _proofs = new PullProofs(endpoint.Host, keychain, time);
        _checks = new AccessChecks(endpoint.Host, keychain, _proofs);
        _turns = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(LongestWait + options.RequestTimeout)
            .AddConcurrencyLimiter(options.MaxConcurrentRequests, MaxWaiting)
            .AddTimeout(options.RequestTimeout)
            .Build();
    }

    /// <summary>Tokens held that could still be used.</summary>
    public int TokenCount => _authenticator.TokenCount;

    /// <summary>Until when the registry asked us to leave it alone; null while it may be asked.</summary>
    public DateTimeOffset? PausedUntil => _transport.Pause.Until;

    /// <summary>The manifest's bytes, proven to be the ones the digest names.</summary>
    /// <exception cref="ScanException">It could not be had; the message says why and what to do.</exception>
    public Task<RawManifest> GetManifestAsync(
        string repository, Digest digest, PullContext pullContext, CancellationToken cancellationToken) =>
        RunAsync($"{repository}@{digest}", repository, pullContext, async (call, token) =>
        {
            var answer = await GetVerifiedAsync(call, digest, token);
            _proofs.Record(call, digest);
            return new RawManifest { MediaType = answer.MediaType, Content = ImmutableArray.Create(answer.Body) };
        }, cancellationToken);

    /// <summary>The digest that a tag stands for just now.</summary>
    /// <exception cref="ScanException">It could not be had; the message says why and what to do.</exception>
    public Task<Digest> ResolveTagAsync(
        string repository, string tag, PullContext pullContext, CancellationToken cancellationToken) =>
        RunAsync($"{repository}:{tag}", repository, pullContext, async (call, token) =>
        {
            var digest = await ResolveAsync(call, tag, token);
            // A registry may claim any digest: its word is good for one that it has shown to have.
            if (_proofs.HasServed(repository, digest)) _proofs.Record(call, digest);
            return digest;
        }, cancellationToken);

    /// <summary>Proves that a manifest may be pulled, by an earlier answer to the same credentials or by asking now.</summary>
    /// <exception cref="ScanException">It may not, or that cannot be found out; the message says why and what to do.</exception>
    public Task<PullGrant> CheckAccessAsync(
        string repository, Digest digest, PullContext pullContext, CancellationToken cancellationToken) =>
        _checks.CheckAsync(
            repository, digest, pullContext,
            () => RunAsync($"{repository}@{digest}", repository, pullContext, async (call, token) =>
            {
                // Whoever runs a registry can say yes to everything, so that it must have shown the manifest once.
                if (!_proofs.HasServed(repository, digest) || !(await HeadAsync(call, digest.ToString(), token)).IsSuccess)
                    await GetVerifiedAsync(call, digest, token);
                return _proofs.Record(call, digest);
            }, cancellationToken, AccessTimes.CheckTimeout),
            cancellationToken);

    /// <summary>Stands for the credentials there are now; null where they cannot be looked for.</summary>
    public Task<string?> GetCredentialStampAsync(string repository, PullContext pullContext) =>
        _stamps.LookAsync(repository, pullContext);

    /// <summary>
    /// What Clair needs to fetch blobs of a repository: an Authorization value good for at least
    /// <see cref="RegistryOptions.MinTokenLifetime"/> more, or as long as the issuer makes it.
    /// </summary>
    /// <exception cref="ScanException">The registry refuses; the message says why and what to do.</exception>
    public Task<BlobAccess> GrantBlobAccessAsync(
        string repository, PullContext pullContext, CancellationToken cancellationToken) =>
        RunAsync($"the layers of {repository}", repository, pullContext, async (call, token) => new BlobAccess
        {
            Registry = _endpoint.BaseAddress,
            Authorization = await _authenticator.AuthorizeBlobsAsync(call, token),
        }, cancellationToken);

    private async Task<Digest> ResolveAsync(RegistryCall call, string tag, CancellationToken token)
    {
        var head = await HeadAsync(call, tag, token);
        if (head.IsSuccess && Digest.TryParse(head.ContentDigest, out var digest)) return digest;
        // Registries need not send the digest with HEAD, some do not know HEAD, and only a GET comes with the reason of
        // a refusal.
        var answer = await GetAsync(call, tag, token);
        if (answer.IsWebPage) throw RegistryErrors.WebPage(call, answer);
        if (!Digest.TryParse(answer.ContentDigest, out var claimed)) return Digest.Of(answer.Body);
        return claimed.Matches(answer.Body)
            ? claimed
            : throw RegistryErrors.Invalid(
                call, $"its Docker-Content-Digest is {claimed}, but the digest of its bytes is {Digest.Of(answer.Body)}");
    }

    private async Task<RegistryAnswer> HeadAsync(RegistryCall call, string reference, CancellationToken cancellationToken)
    {
        var head = await _authenticator.SendAsync(ManifestRequest(HttpMethod.Head, call, reference), call, cancellationToken);
        // To ask again would be impolite, useless, or one more failed login.
        if (head.IsFault || head.Status is HttpStatusCode.TooManyRequests or HttpStatusCode.Unauthorized)
            throw RegistryErrors.Of(call, head);
        RefuseSchema1(call, head);
        return head;
    }

    private async Task<RegistryAnswer> GetVerifiedAsync(RegistryCall call, Digest digest, CancellationToken cancellationToken)
    {
        var answer = await GetAsync(call, digest.ToString(), cancellationToken);
        if (digest.Matches(answer.Body)) return answer;
        throw answer.IsWebPage
            ? RegistryErrors.WebPage(call, answer)
            : RegistryErrors.Invalid(
                call, $"the digest of its {answer.Body.Length} bytes is {Digest.Of(answer.Body)}, not the one asked for; "
                + "the registry or something on the way changed it");
    }

    private async Task<RegistryAnswer> GetAsync(RegistryCall call, string reference, CancellationToken cancellationToken)
    {
        var request = ManifestRequest(HttpMethod.Get, call, reference);
        var answer = await _authenticator.SendAsync(request, call, cancellationToken);
        if (!answer.IsSuccess) throw RegistryErrors.Of(call, answer);
        RefuseSchema1(call, answer);
        return answer.IsTruncated
            ? throw RegistryErrors.Invalid(
                call, $"it is larger than the {MaxManifestSize / 1024 / 1024} MiB that a manifest may have")
            : answer;
    }

    private RegistryRequest ManifestRequest(HttpMethod method, RegistryCall call, string reference) =>
        new(method, _endpoint.Manifest(call.Repository, reference))
        {
            Accept = MediaTypes.AcceptManifests,
            BodyLimit = MaxManifestSize,
        };

    private static void RefuseSchema1(RegistryCall call, RegistryAnswer answer)
    {
        if (MediaTypes.IsSchema1(answer.MediaType))
            throw RegistryErrors.Invalid(
                call, "it is a Docker image manifest schema 1, which no current runtime runs and Clair cannot be asked about; "
                + "push it again with a current docker or skopeo");
    }

    private async Task<T> RunAsync<T>(
        string what, string repository, PullContext pullContext, Func<RegistryCall, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken, TimeSpan? timeout = null)
    {
        var call = new RegistryCall(what, _endpoint, repository, pullContext, DateTimeOffset.MaxValue);
        RefuseWhilePaused(call);
        try
        {
            return await _turns.ExecuteAsync(
                async token =>
                {
                    RefuseWhilePaused(call);
                    call = call with { Deadline = _time.GetUtcNow() + (timeout ?? _options.RequestTimeout) };
                    return timeout is { } limit ? await WithinAsync(limit, call, work, token) : await work(call, token);
                },
                cancellationToken);
        }
        catch (RateLimiterRejectedException)
        {
            throw RegistryErrors.TooManyWaiting(call, MaxWaiting);
        }
        catch (TimeoutRejectedException e)
        {
            throw RegistryErrors.TookTooLong(call, e.Timeout);
        }
        catch (ScanException e) when (RegistryErrors.IsAboutCredentials(e.Kind) && call.Search is { } search)
        {
            throw new ScanException(e.Kind, e.Message, e) { RetryAfter = e.RetryAfter, CredentialStamp = _stamps.Of(search) };
        }
    }

    private async Task<T> WithinAsync<T>(
        TimeSpan limit, RegistryCall call, Func<RegistryCall, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var giveUp = new CancellationTokenSource(limit, _time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(giveUp.Token, cancellationToken);
        try
        {
            return await work(call, ending.Token);
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw RegistryErrors.TookTooLong(call, limit);
        }
    }

    private void RefuseWhilePaused(RegistryCall call)
    {
        if (PausedUntil is { } until) throw RegistryErrors.Paused(call, until, _time.GetUtcNow());
    }
}
