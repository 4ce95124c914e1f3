using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Scanner.Testing.Clair.Database;

namespace Scanner.Testing.Clair.Server;

/// <summary>
/// Posts notifications to a webhook as Clair's notifier does: one at a time, in an order of chance; some attempts with growing
/// waits, and then again without a pause with whichever it draws next. What was taken is marked as read.
/// </summary>
internal sealed class Notifier(NotificationStore notifications, ClairCounters counters, TimeProvider clock, int seed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    /// <summary>Runs until every notification is read.</summary>
    public async Task RunAsync(Uri endpoint, int attempts, CancellationToken cancellationToken)
    {
        using var client = NewClient();
        var random = new Random(seed);
        while (notifications.Unread() is { Length: > 0 } unread)
        {
            var name = unread[random.Next(unread.Length)];
            if (await DeliverAsync(client, endpoint, name, attempts, cancellationToken)) notifications.MarkAsRead(name);
        }
    }

    private async Task<bool> DeliverAsync(
        HttpClient client, Uri endpoint, string name, int attempts, CancellationToken cancellationToken)
    {
        var wait = FirstWait;
        for (var attempt = 1; ; attempt++)
        {
            var delivery = new ClairDelivery(name, await PostAsync(client, endpoint, name, cancellationToken));
            counters.Delivered(delivery);
            if (delivery.Succeeded) return true;
            if (attempt >= attempts) return false;
            await Task.Delay(wait, clock, cancellationToken);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }

    private static async Task<HttpStatusCode?> PostAsync(
        HttpClient client, Uri endpoint, string name, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new { Notification = new { Name = name } }));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var answer = await client.PostAsync(endpoint, content, cancellationToken);
            return answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
    }

    private static HttpClient NewClient()
    {
        var client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        })
        {
            Timeout = Patience,
        };
        client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "Go-http-client/1.1");
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Encoding", "gzip");
        return client;
    }
}
