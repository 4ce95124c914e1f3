using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Scanner.Testing.Clair.Layers;

/// <summary>
/// Gets a layer as Clair does: a GET with the caller's headers, HTTP/1.1, system trust for TLS, any 2xx taken. What does not
/// begin with http:// or https:// in lower case is a file of Clair's machine.
/// </summary>
internal sealed class LayerFetcher : IDisposable
{
    /// <summary>Go's HTTP client gives up when the next request would be the eleventh.</summary>
    private const int MaxRequests = 10;

    private const string Authorization = "Authorization";

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.GZip,
        UseCookies = false,
        UseProxy = false,
    });

    /// <summary>Opens the body of <paramref name="path"/>; the caller disposes it.</summary>
    /// <exception cref="HttpRequestException">Not reached, not 2xx, or too many redirects.</exception>
    /// <exception cref="IOException">The file cannot be opened (also as UnauthorizedAccessException).</exception>
    public async Task<Stream> OpenAsync(
        string path, IEnumerable<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        if (!IsUrl(path)) return File.OpenRead(path);
        var first = new Uri(path);
        var target = first;
        for (var requests = 0; requests < MaxRequests; requests++)
        {
            using var request = CreateRequest(first, target, headers);
            var response = await _client.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode) return await response.Content.ReadAsStreamAsync(cancellationToken);
            using (response)
            {
                target = new Uri(target, RedirectOf(response));
            }
        }

        throw new HttpRequestException($"Stopped after {MaxRequests} requests.");
    }

    public void Dispose() => _client.Dispose();

    private static bool IsUrl(string path) =>
        path.StartsWith("http://", StringComparison.Ordinal) || path.StartsWith("https://", StringComparison.Ordinal);

    private static HttpRequestMessage CreateRequest(Uri first, Uri target, IEnumerable<KeyValuePair<string, string>> headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, target) { Version = HttpVersion.Version11 };
        foreach (var (name, value) in headers)
        {
            var isSecret = name.Equals(Authorization, StringComparison.OrdinalIgnoreCase);
            if (!isSecret || first.Authority == target.Authority) request.Headers.TryAddWithoutValidation(name, value);
        }

        if (target.UserInfo.Length > 0 && !request.Headers.Contains(Authorization))
        {
            var secret = Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(target.UserInfo)));
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", secret);
        }

        if (request.Headers.UserAgent.Count == 0) request.Headers.UserAgent.ParseAdd("Go-http-client/1.1");
        return request;
    }

    private static Uri RedirectOf(HttpResponseMessage response)
    {
        var isRedirect = response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
        return isRedirect && response.Headers.Location is { } location
            ? location
            : throw new HttpRequestException($"Expected 2xx, got {(int)response.StatusCode}.");
    }
}
