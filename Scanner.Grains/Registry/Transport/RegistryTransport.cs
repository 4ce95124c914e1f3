using System.Net;
using Microsoft.Extensions.Logging;
using Scanner.Failures;

namespace Scanner.Grains.Registry.Transport;

/// <summary>Sends the requests of one registry's operations: with retries, within its pause, and along its redirects.</summary>
internal sealed class RegistryTransport
{
    /// <summary>The named HTTP client.</summary>
    public const string HttpClientName = "Scanner.Registry";

    /// <summary>Registries redirect once, to a mirror or a region; a longer chain is a loop.</summary>
    public const int MaxRedirects = 5;

    private readonly RegistryEndpoint _endpoint;
    private readonly IHttpClientFactory _http;
    private readonly TimeProvider _time;
    private readonly AttemptPipeline _registry;
    private readonly AttemptPipeline _issuer;
    private readonly AttemptPipeline _redirected;

    public RegistryTransport(
        RegistryEndpoint endpoint, RegistryOptions options, IHttpClientFactory http, TimeProvider time, ILogger logger)
    {
        (_endpoint, _http, _time) = (endpoint, http, time);
        Pause = new RegistryPause(time);
        // Three circuits and no more: the registry chooses the hosts behind the other two, and could choose without end.
        _registry = new AttemptPipeline(endpoint.Host, options, time, logger);
        _issuer = new AttemptPipeline($"the token issuer of {endpoint.Host}", options, time, logger);
        _redirected = new AttemptPipeline($"a host that {endpoint.Host} redirects to", options, time, logger);
    }

    public RegistryPause Pause { get; }

    /// <summary>The final answer, whatever its status.</summary>
    /// <exception cref="ScanException">There was none, or a redirect led where we do not go.</exception>
    public async Task<RegistryAnswer> SendAsync(RegistryRequest request, RegistryCall call, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            var pipeline = _endpoint.Is(request.Address) ? _registry : _redirected;
            var answer = await pipeline.ExecuteAsync(request, call, AttemptAsync, cancellationToken);
            if (!answer.IsRedirect) return answer;
            if (redirects == MaxRedirects)
                throw RegistryErrors.Fault(
                    call, $"it redirected more than {MaxRedirects} times, last to {answer.Address.Authority}");
            request = Redirects.Follow(request, answer.Location!, call);
        }
    }

    /// <summary>The token issuer's answer, whatever its status; a redirect is an answer too.</summary>
    /// <exception cref="ScanException">There was none.</exception>
    public Task<RegistryAnswer> SendToIssuerAsync(
        RegistryRequest request, RegistryCall call, CancellationToken cancellationToken) =>
        _issuer.ExecuteAsync(request, call, AttemptAsync, cancellationToken);

    private async Task<RegistryAnswer> AttemptAsync(RegistryRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method, request.Address);
        if (request.Accept is not null) message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        if (request.Authorization is not null) message.Headers.TryAddWithoutValidation("Authorization", request.Authorization);
        if (request.Form is not null) message.Content = new FormUrlEncodedContent(request.Form);

        using var client = _http.CreateClient(HttpClientName);
        using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var answer = await RegistryAnswer.ReadAsync(
            response, request.Address, request.BodyLimit, _time.GetUtcNow(), cancellationToken);
        if (answer.Status == HttpStatusCode.TooManyRequests && answer.RetryAfter is { } wait && _endpoint.Is(request.Address))
            Pause.Extend(wait);
        return answer;
    }
}
