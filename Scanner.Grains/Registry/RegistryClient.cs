using System.Collections.Immutable;
using System.Net;
using Polly;
using Polly.RateLimiting;
using Polly.Timeout;
using Scanner.Failures;
using Scanner.Grains.Registry.Auth;
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
    private readonly ResiliencePipeline _turns;

    public RegistryClient(
        RegistryEndpoint endpoint, RegistryOptions options, RegistryTransport transport, RegistryAuthenticator authenticator,
        TimeProvider time)
    {
        (_endpoint, _options, _transport, _authenticator, _time) = (endpoint, options, transport, authenticator, time);
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
            var answer = await GetAsync(call, digest.ToString(), token);
            if (!digest.Matches(answer.Body))
                throw answer.IsWebPage
                    ? RegistryErrors.WebPage(call, answer)
                    : RegistryErrors.Invalid(
                        call, $"the digest of its {answer.Body.Length} bytes is {Digest.Of(answer.Body)}, not the one asked for; "
                        + "the registry or something on the way changed it");
            return new RawManifest { MediaType = answer.MediaType, Content = ImmutableArray.Create(answer.Body) };
        }, cancellationToken);

    /// <summary>The digest that a tag stands for just now.</summary>
    /// <exception cref="ScanException">It could not be had; the message says why and what to do.</exception>
    public Task<Digest> ResolveTagAsync(
        string repository, string tag, PullContext pullContext, CancellationToken cancellationToken) =>
        RunAsync($"{repository}:{tag}", repository, pullContext, async (call, token) =>
        {
            var head = await _authenticator.SendAsync(ManifestRequest(HttpMethod.Head, call, tag), call, token);
            // To ask again would be impolite, useless, or one more failed login.
            if (head.IsFault || head.Status is HttpStatusCode.TooManyRequests or HttpStatusCode.Unauthorized)
                throw RegistryErrors.Of(call, head);
            RefuseSchema1(call, head);
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
        }, cancellationToken);

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
        CancellationToken cancellationToken)
    {
        var call = new RegistryCall(what, _endpoint, repository, pullContext, DateTimeOffset.MaxValue);
        RefuseWhilePaused(call);
        try
        {
            return await _turns.ExecuteAsync(
                async token =>
                {
                    RefuseWhilePaused(call);
                    return await work(call with { Deadline = _time.GetUtcNow() + _options.RequestTimeout }, token);
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
    }

    private void RefuseWhilePaused(RegistryCall call)
    {
        if (PausedUntil is { } until) throw RegistryErrors.Paused(call, until, _time.GetUtcNow());
    }
}
