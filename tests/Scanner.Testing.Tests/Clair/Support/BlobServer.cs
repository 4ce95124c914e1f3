using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Scanner.Testing.Registry;

namespace Scanner.Testing.Tests.Clair.Support;

/// <summary>An HTTP server for layers: two plain ports, so two hosts to a client, and one with TLS that nobody trusts.</summary>
internal sealed class BlobServer : IAsyncDisposable
{
    private static readonly Lazy<X509Certificate2> Certificate =
        new(() => SelfSignedCertificate.ForLoopback(TimeProvider.System));
    private readonly ConcurrentDictionary<string, RequestDelegate> _routes = new();
    private readonly WebApplication _app;

    private BlobServer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(Certificate.Value));
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public Uri Address => UrlOf("http", 0);

    public Uri OtherAddress => UrlOf("http", 1);

    public Uri SelfSignedAddress => UrlOf("https", 0);

    /// <summary>Every request so far.</summary>
    public ConcurrentQueue<BlobRequest> Requests { get; } = new();

    public static async Task<BlobServer> StartAsync(CancellationToken cancellationToken)
    {
        var server = new BlobServer();
        await server._app.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>Serves <paramref name="body"/> at a path and returns the URL.</summary>
    public string Add(string path, byte[] body, int status = StatusCodes.Status200OK) => Add(path, async context =>
    {
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status204NoContent) return;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    });

    public string Add(string path, RequestDelegate answer)
    {
        _routes[path] = answer;
        return new Uri(Address, path).ToString();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Uri UrlOf(string scheme, int index) =>
        new(_app.Urls.Where(url => url.StartsWith(scheme + ":", StringComparison.Ordinal)).ElementAt(index));

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        var headers = context.Request.Headers;
        Requests.Enqueue(new BlobRequest(
            path + context.Request.QueryString, headers.Authorization.ToString(), headers.UserAgent.ToString()));
        if (_routes.TryGetValue(path, out var answer)) await answer(context);
        else context.Response.StatusCode = StatusCodes.Status404NotFound;
    }
}
