using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using k8s;
using k8s.Autorest;

namespace Scanner.Silo.Inventory.Pods;

/// <summary>
/// Lists and watches the cluster's pods. It uses the connection of the client library but not its pod objects, which take some
/// 20 KB each: the answers are read as they stream in, into the few fields of <see cref="PodJson"/>.
/// </summary>
internal sealed class PodApi(Kubernetes client, TimeProvider clock)
{
    /// <summary>For one page, its body included; one of 500 large pods has about 10 MB.</summary>
    private static readonly TimeSpan PageTimeout = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A watch that the API server should have ended by itself, and has not for that long, hangs on a dead connection.
    /// </summary>
    private static readonly TimeSpan WatchGrace = TimeSpan.FromSeconds(15);

    /// <summary>Characters kept of a refusal.</summary>
    private const int MaxRefusal = 16 * 1024;

    /// <summary>Pods that have ended do not run; in a watch, one that ends is reported as deleted.</summary>
    private const string Running = "fieldSelector=status.phase%21%3DSucceeded%2Cstatus.phase%21%3DFailed";

    /// <summary>One page of all pods.</summary>
    /// <param name="limit">Pods of a page, at most.</param>
    /// <param name="token">The page before's <c>continue</c>; null for the first page.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="HttpOperationException">The API server refused; 410 where the token is too old.</exception>
    /// <exception cref="Exception">One that <c>ApiServerFailure</c> knows.</exception>
    public async Task<PodListJson> ListAsync(int limit, string? token, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(PageTimeout, clock);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var next = string.IsNullOrEmpty(token) ? "" : $"&continue={Uri.EscapeDataString(token)}";
        using var response = await SendAsync($"api/v1/pods?{Running}&limit={limit}{next}", ending.Token);
        await using var body = await response.Content.ReadAsStreamAsync(ending.Token);
        return await JsonSerializer.DeserializeAsync(body, PodJsonContext.Default.PodListJson, ending.Token)
            ?? throw new JsonException("The list of pods is null.");
    }

    /// <summary>
    /// The changes after a version, until the API server ends the watch, which it is asked to do after a while.
    /// </summary>
    /// <param name="version">Of a list, or of the last change seen.</param>
    /// <param name="length">After how long the API server is to end it.</param>
    /// <param name="begun">Called once the API server has let it begin.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <inheritdoc cref="ListAsync" path="/exception"/>
    public async IAsyncEnumerable<PodEventJson> WatchAsync(
        string version, TimeSpan length, Action begun, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(length + WatchGrace, clock);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var path = $"api/v1/pods?{Running}&watch=true&allowWatchBookmarks=true"
            + $"&timeoutSeconds={(int)length.TotalSeconds}&resourceVersion={Uri.EscapeDataString(version)}";
        using var response = await SendAsync(path, ending.Token);
        begun();
        await using var body = await response.Content.ReadAsStreamAsync(ending.Token);
        var changes = JsonSerializer.DeserializeAsyncEnumerable(
            body, PodJsonContext.Default.PodEventJson, topLevelValues: true, ending.Token);
        await foreach (var change in changes)
        {
            if (change is not null) yield return change;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(client.BaseUri, path));
        request.Version = HttpVersion.Version20;
        if (client.Credentials is { } credentials) await credentials.ProcessHttpRequestAsync(request, cancellationToken);
        var response = await client.HttpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode) return response;
        using (response)
        {
            throw new HttpOperationException($"The API server answered {(int)response.StatusCode}.")
            {
                Request = new HttpRequestMessageWrapper(request, null),
                Response = new HttpResponseMessageWrapper(response, await ReadStartAsync(response, cancellationToken)),
            };
        }
    }

    private static async Task<string> ReadStartAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        var text = new char[MaxRefusal];
        return new string(text, 0, await reader.ReadBlockAsync(text, cancellationToken));
    }
}
