using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Scanner.Webhook.Admission;
using Scanner.Webhook.Reviews;

namespace Scanner.Webhook.Tests.Admission;

/// <summary>Admission in a real Kestrel, on a port of the loopback for each version of HTTP, with a clock of its own.</summary>
internal sealed class AdmissionHost : IAsyncDisposable
{
    private WebApplication _app = null!;

    private AdmissionHost()
    {
    }

    public FakeReviewer Reviewer { get; } = new();

    public FakeFallback Fallback { get; } = new();

    public FakeTimeProvider Clock { get; } = new();

    public LogLines Log { get; } = new();

    public HttpClient Client { get; private set; } = null!;

    public IPEndPoint Http1 { get; private set; } = null!;

    private IPEndPoint Http2 { get; set; } = null!;

    public static async Task<AdmissionHost> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddRouting();
        builder.Services.AddAdmission(builder.Configuration);
        var host = new AdmissionHost();
        builder.Services.AddSingleton<IImageReviewer>(host.Reviewer);
        builder.Services.AddSingleton<IDecisionFallback>(host.Fallback);
        builder.Services.AddSingleton<TimeProvider>(host.Clock);
        builder.Services.AddSingleton<ILoggerProvider>(host.Log);
        builder.Logging.SetMinimumLevel(LogLevel.Debug);

        host._app = builder.Build();
        host._app.MapAdmission();
        await host._app.StartAsync(TestContext.Current.CancellationToken);
        var ports = host._app.Urls.Select(url => IPEndPoint.Parse(new Uri(url).Authority)).ToArray();
        (host.Http1, host.Http2) = (ports[0], ports[1]);
        host.Client = new HttpClient();
        return host;
    }

    public Task<HttpResponseMessage> PostAsync(string json, string query = "", int version = 1) =>
        PostAsync(Encoding.UTF8.GetBytes(json), query, version);

    public Task<HttpResponseMessage> PostAsync(byte[] json, string query = "", int version = 1)
    {
        var content = new ByteArrayContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return SendAsync(content, query, version);
    }

    public Task<HttpResponseMessage> SendAsync(HttpContent content, string query = "", int version = 1) => Client.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, $"http://{(version == 1 ? Http1 : Http2)}/validate{query}")
        {
            Content = content,
            Version = new Version(version, version == 1 ? 1 : 0),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        },
        TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
