using Microsoft.AspNetCore.Http;
using Scanner.Testing.Clair;
using Scanner.Testing.Tests.Clair.Support;

namespace Scanner.Testing.Tests.Clair.Contract;

/// <summary>The contract against the stand-in, whose waits are over as soon as they begin.</summary>
public sealed class StandInDeliveryTests : DeliveryContract
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StatusCodes.Status200OK, 1)]
    [InlineData(StatusCodes.Status201Created, 1)]
    [InlineData(StatusCodes.Status204NoContent, 2)]
    [InlineData(StatusCodes.Status302Found, 2)]
    [InlineData(StatusCodes.Status503ServiceUnavailable, 2)]
    public async Task Answer_OtherThan200And201_IsNotTaken(int status, int posts)
    {
        await using var lab = await StartAsync();
        lab.Clair.AddNotification(RecordedNotifications.All[0]);
        lab.Blobs.Add("/clair", context =>
        {
            context.Response.StatusCode = lab.Clair.Counters.Deliveries.Length == 0 ? status : StatusCodes.Status200OK;
            return Task.CompletedTask;
        });

        await lab.Clair.DeliverNotificationsAsync(new Uri(lab.Blobs.Address, "/clair"), attempts: 3, Token);

        Assert.Equal(posts, lab.Clair.Counters.Deliveries.Length);
    }

    private protected override async Task<IReadOnlyList<WebhookPost>> PostsAsync()
    {
        var clock = new JumpingClock();
        await using var lab = await StartAsync(clock);
        foreach (var notification in RecordedNotifications.All) lab.Clair.AddNotification(notification);
        var posts = new List<WebhookPost>();
        lab.Blobs.Add("/clair", async context =>
        {
            posts.Add(await ReadAsync(context.Request, clock.GetUtcNow()));
            var isTaken = posts.Count > Refused;
            context.Response.StatusCode = isTaken ? StatusCodes.Status200OK : StatusCodes.Status500InternalServerError;
        });

        await lab.Clair.DeliverNotificationsAsync(new Uri(lab.Blobs.Address, "/clair"), attempts: 3, Token);

        return posts;
    }

    private static Task<ClairLab> StartAsync(JumpingClock? clock = null) =>
        ClairLab.StartAsync(new ClairStandInOptions { TimeProvider = clock ?? new JumpingClock() });

    private static async Task<WebhookPost> ReadAsync(HttpRequest request, DateTimeOffset time)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync(Token);
        return new WebhookPost(
            time, request.Method, request.Path, request.Protocol,
            [.. request.Headers.Select(header => $"{header.Key}: {header.Value}")], body);
    }
}
