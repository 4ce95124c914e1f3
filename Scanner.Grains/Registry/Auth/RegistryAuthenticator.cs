using System.Collections.Concurrent;
using System.Net;
using Scanner.Failures;
using Scanner.Grains.Registry.Credentials;
using Scanner.Grains.Registry.Transport;

namespace Scanner.Grains.Registry.Auth;

/// <summary>
/// Gets requests past a registry's challenges. A registry is asked anonymously until it challenges or refuses for the first
/// time; from then on its challenge is remembered, and credentials are looked up for each operation and tried in order.
/// </summary>
internal sealed class RegistryAuthenticator(
    RegistryOptions options, RegistryTransport transport, IKeychain keychain, TimeProvider time)
{
    /// <summary>How long a registry that has no challenge at its root is taken to have none.</summary>
    public static readonly TimeSpan OpenLifetime = TimeSpan.FromMinutes(1);

    /// <summary>Repositories whose working credential is remembered; a hundred bytes each.</summary>
    public const int MaxRemembered = 1000;

    private readonly TokenCache _tokens = new(new TokenIssuer(options, transport, time), options, time);
    private readonly ConcurrentDictionary<string, string> _worked = new();
    private AuthChallenge? _challenge;
    private long _openUntilTicks;

    public int TokenCount => _tokens.Count;

    /// <summary>The answer to a request, authorized as far as we can.</summary>
    /// <returns>Any answer but one that further credentials could have bettered.</returns>
    /// <exception cref="ScanException">No answer, or the token issuer's refusal.</exception>
    public async Task<RegistryAnswer> SendAsync(RegistryRequest request, RegistryCall call, CancellationToken cancellationToken)
    {
        RegistryAnswer? last = null;
        if (_challenge is null)
        {
            last = await transport.SendAsync(request, call, cancellationToken);
            if (!IsRefusal(last)) return last;
            // Some registries refuse strangers with 403 or 404 and challenge only at their root.
            var learned = last.Status == HttpStatusCode.Unauthorized
                ? TryLearn(last, call)
                : await TryLearnAtRootAsync(call, cancellationToken);
            if (!learned) return last;
        }
        ScanException? refusal = null;
        foreach (var candidate in await CandidatesAsync(call, cancellationToken))
        {
            try
            {
                last = await SendAsAsync(candidate, request, call, last, cancellationToken);
            }
            catch (ScanException e) when (e.Kind is FailureKind.Unauthorized or FailureKind.CredentialsUnavailable)
            {
                refusal = e;
                continue;
            }
            if (last.IsSuccess) Remember(call, candidate);
            if (!IsRefusal(last)) return last;
            refusal = null;
        }
        return refusal is null ? last! : throw refusal;
    }

    /// <summary>The Authorization value with which Clair may fetch the call's blobs; null for none.</summary>
    /// <exception cref="ScanException">The registry or its token issuer refuses or does not work.</exception>
    public async Task<string?> AuthorizeBlobsAsync(RegistryCall call, CancellationToken cancellationToken)
    {
        if (_challenge is null) await TryLearnAtRootAsync(call, cancellationToken);
        if (_challenge is not { } challenge) return null;

        var candidates = await CandidatesAsync(call, cancellationToken);
        ScanException? refusal = null;
        foreach (var candidate in candidates)
        {
            try
            {
                var (value, _, _) = await AuthorizeAsync(challenge, candidate, options.MinTokenLifetime, call, cancellationToken);
                if (candidates.Count == 1 || await MayReadAsync(call, candidate, value, cancellationToken)) return value;
            }
            catch (ScanException e) when (e.Kind is FailureKind.Unauthorized or FailureKind.CredentialsUnavailable)
            {
                refusal = e;
            }
        }
        throw refusal ?? RegistryErrors.Refused(call, $"{call.Endpoint.Host} refuses {call.Asked}.");
    }

    // With several credentials, one that gets a token need not be one that may read: the repository's tags tell.
    private async Task<bool> MayReadAsync(
        RegistryCall call, RegistryCredential? candidate, string? authorization, CancellationToken cancellationToken)
    {
        if (_worked.TryGetValue(call.Repository, out var worked) && worked == candidate?.Fingerprint()) return true;
        var tags = call.Endpoint.OneTag(call.Repository);
        var request = new RegistryRequest(HttpMethod.Get, tags) { Authorization = authorization };
        var answer = await transport.SendAsync(request, call, cancellationToken);
        if (answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) return false;
        if (answer.IsSuccess) Remember(call, candidate);
        return true;
    }

    private async Task<RegistryAnswer> SendAsAsync(
        RegistryCredential? candidate, RegistryRequest request, RegistryCall call, RegistryAnswer? last,
        CancellationToken cancellationToken)
    {
        for (var isRepeated = false; ; isRepeated = true)
        {
            var challenge = _challenge!;
            var (authorization, token, used) = await AuthorizeAsync(
                challenge, candidate, TokenCache.Margin, call, cancellationToken);
            // Nothing to add to what has been refused already.
            if (authorization is null && last is not null) return last;
            var answer = await transport.SendAsync(request with { Authorization = authorization }, call, cancellationToken);
            if (answer.IsSuccess) call.Accepted = used;
            if (answer.Status != HttpStatusCode.Unauthorized || isRepeated) return answer;
            if (token is not null) _tokens.Drop(token);
            // A token may have been revoked, and a registry may have moved to another issuer: worth one more try.
            var changed = TryLearn(answer, call) && !_challenge!.SameAs(challenge);
            var wasHeld = token is not null && time.GetUtcNow() - token.FetchedAt >= TokenCache.Young;
            if (!changed && !wasHeld) return answer;
            last = answer;
        }
    }

    // With the credential that really was used: a token issuer that may not see it is asked without.
    private async Task<(string? Value, RegistryToken? Token, RegistryCredential? Used)> AuthorizeAsync(
        AuthChallenge challenge, RegistryCredential? candidate, TimeSpan leastLifetime, RegistryCall call,
        CancellationToken cancellationToken)
    {
        if (challenge.IsBasic)
        {
            if (candidate is null) return (null, null, null);
            if (candidate.IdentityToken is not null && candidate.Password.Length == 0)
                throw new ScanException(
                    FailureKind.Unauthorized,
                    $"{call.Endpoint.Host} wants a user name and password, but {candidate.Source} has only an identity "
                    + "token for it.");
            call.CredentialsSent.Add(candidate.Source);
            return (candidate.ToBasic(), null, candidate);
        }
        var reply = await _tokens.GetAsync(challenge, candidate, leastLifetime, call, cancellationToken);
        if (reply.UsedCredential) call.CredentialsSent.Add(candidate!.Source);
        return reply.Token is { } token
            ? (token.ToBearer(), token, reply.UsedCredential ? candidate : null)
            : throw RegistryErrors.TokenRefused(call, reply.Refusal!, reply.UsedCredential ? null : candidate?.Source);
    }

    // The credential that worked last comes first; with none at all, the only candidate is nobody.
    private async Task<IReadOnlyList<RegistryCredential?>> CandidatesAsync(RegistryCall call, CancellationToken cancellationToken)
    {
        call.Search = await keychain.ResolveAsync(call.Endpoint.Host, call.Repository, call.PullContext, cancellationToken);
        var credentials = call.Search.Credentials;
        if (credentials.Count == 0) return [null];
        return _worked.TryGetValue(call.Repository, out var worked)
            ? [.. credentials.OrderByDescending(credential => credential.Fingerprint() == worked)]
            : credentials;
    }

    private void Remember(RegistryCall call, RegistryCredential? candidate)
    {
        if (candidate is null) return;
        if (_worked.Count >= MaxRemembered) _worked.Clear();
        _worked[call.Repository] = candidate.Fingerprint();
    }

    // 404 too: some registries say it to those who may not know.
    private static bool IsRefusal(RegistryAnswer answer) =>
        answer.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound;

    // distribution-spec, "Determining support"
    private async Task<bool> TryLearnAtRootAsync(RegistryCall call, CancellationToken cancellationToken)
    {
        if (time.GetUtcNow().UtcTicks < Volatile.Read(ref _openUntilTicks)) return false;
        var answer = await transport.SendAsync(new(HttpMethod.Get, call.Endpoint.ApiRoot()), call, cancellationToken);
        if (answer.IsFault || answer.Status == HttpStatusCode.TooManyRequests) throw RegistryErrors.Of(call, answer);
        if (answer.Status != HttpStatusCode.Unauthorized)
        {
            Volatile.Write(ref _openUntilTicks, (time.GetUtcNow() + OpenLifetime).UtcTicks);
            return false;
        }
        return TryLearn(answer, call) ? true : throw RegistryErrors.Of(call, answer);
    }

    // False where the answer has no challenge that can be met, or is another host's.
    private bool TryLearn(RegistryAnswer answer, RegistryCall call)
    {
        if (!call.Endpoint.Is(answer.Address)) return false;
        var challenges = AuthChallengeParser.Parse(answer.Challenges);
        var best = challenges.FirstOrDefault(challenge => challenge.IsBearer)
            ?? challenges.FirstOrDefault(challenge => challenge.IsBasic);
        if (best is null && challenges.Count > 0)
            throw new ScanException(
                FailureKind.Unauthorized,
                $"{call.Endpoint.Host} wants authentication by {Quotable.Of(challenges[0].Scheme, ErrorBody.MaxText)} "
                + $"for {call.Asked}; Scanner knows Basic and Bearer.");
        _challenge = best ?? _challenge;
        return best is not null;
    }
}
