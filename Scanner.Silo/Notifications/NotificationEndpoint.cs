using System.Globalization;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Net.Http.Headers;
using Scanner.Grains.Notifications;

namespace Scanner.Silo.Notifications;

/// <summary>
/// Takes what Clair's notifier posts: <c>{"Notification":{"Name":"UUID"}}</c>. The answer waits for nothing but the body, and is
/// 200 even where the name is dropped: Clair repeats what is not taken without a pause, and its database time tells the same later.
/// Anybody who reaches the port may post; a forged name costs one look-up, and those are paced.
/// </summary>
internal static class NotificationEndpoint
{
    /// <summary>What Clair's <c>notifier.http.endpoint</c> ends with.</summary>
    public const string Path = "/clair/notifications";

    /// <summary>Bytes of a body; Clair's has 64.</summary>
    public const int MaxBodySize = 4 * 1024;

    /// <summary>
    /// Bodies that are read at once. Clair sends one at a time; more are senders that are slow on purpose, and each holds its
    /// place for <see cref="Patience"/> at most.
    /// </summary>
    public const int MaxSenders = 64;

    /// <summary>How long a body may take: as long as Clair itself waits for the answer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const string SendersPolicy = "clair-notifications";

    public static void AddClairNotifications(this IServiceCollection services) => services.AddRateLimiter(options =>
    {
        options.AddConcurrencyLimiter(SendersPolicy, limit => (limit.PermitLimit, limit.QueueLimit) = (MaxSenders, 0));
        options.RejectionStatusCode = StatusCodes.Status503ServiceUnavailable;
        options.OnRejected = async (rejected, cancellationToken) =>
        {
            var response = rejected.HttpContext.Response;
            response.Headers.RetryAfter = ((int)Patience.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await response.WriteAsync(
                $"{MaxSenders} notifications are being sent already, slowly. Send it again in a few seconds.\n", cancellationToken);
        };
    });

    public static void MapClairNotifications(this WebApplication app)
    {
        app.UseRateLimiter();
        app.MapPost(Path, AnswerAsync).RequireRateLimiting(SendersPolicy);
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, NotificationInbox inbox, TimeProvider clock)
    {
        var request = context.Request;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            return Sentence(StatusCodes.Status415UnsupportedMediaType, "Send a notification of Clair as application/json.");

        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        ReadOnlyMemory<byte> body;
        try
        {
            body = await ReadAsync(request, either.Token);
        }
        catch (BadHttpRequestException e)
        {
            return Sentence(e.StatusCode, "The body could not be read: " + e.Message);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return Sentence(StatusCodes.Status408RequestTimeout, $"The body was not there within {Patience.TotalSeconds} s.");
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The sender left.
            return Results.Empty;
        }

        if (body.Length > MaxBodySize)
            return Sentence(StatusCodes.Status413PayloadTooLarge, $"A notification of Clair has at most {MaxBodySize} bytes.");
        if (NotificationBody.ReadName(body) is not { } name)
            return Sentence(
                StatusCodes.Status400BadRequest,
                """This is not a notification of Clair v3, which reads {"Notification":{"Name":"<UUID>"}}.""");
        inbox.TryAdd(name);
        return Sentence(StatusCodes.Status200OK, "Noted.");
    }

    /// <summary>The body, as far as one byte past its limit.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxBodySize + 1];
        if (request.ContentLength > MaxBodySize) return buffer;
        var filled = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return buffer.AsMemory(0, filled);
    }

    private static IResult Sentence(int status, string text) => Results.Text(text + "\n", statusCode: status);
}
