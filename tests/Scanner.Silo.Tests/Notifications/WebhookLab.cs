using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scanner.Grains.Notifications;
using Scanner.Silo.Notifications;

namespace Scanner.Silo.Tests.Notifications;

/// <summary>Clair's webhook on a real Kestrel, without the rest of a silo.</summary>
internal sealed class WebhookLab : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebhookLab(WebApplication app) => _app = app;

    public Uri Endpoint => new(new Uri(_app.Urls.Single()), NotificationEndpoint.Path);

    public NotificationInbox Inbox => _app.Services.GetRequiredService<NotificationInbox>();

    public HttpClient Client { get; } = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="clock">The webhook's.</param>
    /// <param name="configure">Registers what works the inbox off; nothing does otherwise.</param>
    public static async Task<WebhookLab> StartAsync(TimeProvider? clock = null, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.Services.AddSingleton<NotificationInbox>();
        builder.Services.AddClairNotifications();
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapClairNotifications();
        await app.StartAsync(Token);
        return new WebhookLab(app);
    }

    /// <summary>What Clair posts.</summary>
    public static string BodyOf(Guid name) => $$$"""{"Notification":{"Name":"{{{name}}}"}}""";

    public async Task<HttpResponseMessage> PostAsync(string body, string? type = "application/json", bool isChunked = false)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (type is not null) content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var request = new HttpRequestMessage(HttpMethod.Post, Endpoint) { Content = content };
        request.Headers.TransferEncodingChunked = isChunked;
        return await Client.SendAsync(request, Token);
    }

    /// <summary>Begins a POST and leaves its body open.</summary>
    public async Task<TcpClient> BeginPostAsync()
    {
        var sender = new TcpClient();
        await sender.ConnectAsync(Endpoint.Host, Endpoint.Port, Token);
        const string Headers = "Host: silo\r\nContent-Type: application/json\r\nContent-Length: 64\r\n\r\n";
        var begun = $"POST {Endpoint.AbsolutePath} HTTP/1.1\r\n{Headers}{{\"Noti";
        await sender.GetStream().WriteAsync(Encoding.ASCII.GetBytes(begun), Token);
        return sender;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}
