using System.Net;
using System.Net.Sockets;
using Scanner.Silo.Notifications;
using Scanner.Testing.Clair;

namespace Scanner.Silo.Tests.Notifications;

public sealed class NotificationEndpointTests
{
    private const string Good = """{"Notification":{"Name":"0c615e92-8471-4568-b589-efd60ac6f260"}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> NoNotifications => new()
    {
        "",
        "{",
        "null",
        "[]",
        "\"Notification\"",
        "{}",
        """{"Notification":null}""",
        """{"Notification":"0c615e92-8471-4568-b589-efd60ac6f260"}""",
        """{"Notification":{}}""",
        """{"Notification":{"Name":null}}""",
        """{"Notification":{"Name":7}}""",
        """{"Notification":{"Name":""}}""",
        """{"Notification":{"Name":"../../etc/passwd"}}""",
        """{"Notification":{"Name":"\ud800"}}""",
        """{"Notification":{"Name":"0c615e9284714568b589efd60ac6f260"}}""",
        """{"Notification":{"Name":"{0c615e92-8471-4568-b589-efd60ac6f260}"}}""",
        """{"notification":{"name":"0c615e92-8471-4568-b589-efd60ac6f260"}}""",
        """{"notification_id":"0c615e92-8471-4568-b589-efd60ac6f260","callback":"http://clair/"}""",
        Good + "x",
        new string('[', 4000),
    };

    [Fact]
    public async Task Post_RecordedOnes_AreTakenOnceEach()
    {
        await using var lab = await WebhookLab.StartAsync();
        foreach (var post in ClairRecordings.Read("notifier-posts.json").AsArray())
        {
            using var answer = await lab.PostAsync((string)post!["body"]!);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(4, lab.Inbox.Count);
    }

    [Theory, MemberData(nameof(NoNotifications))]
    public async Task Post_NoNotification_Is400WithASentence(string body)
    {
        await using var lab = await WebhookLab.StartAsync();

        using var answer = await lab.PostAsync(body);

        await AssertRefusedAsync(lab, HttpStatusCode.BadRequest, "not a notification of Clair v3", answer);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json2")]
    [InlineData("garbage")]
    public async Task Post_OtherContentType_Is415WithASentence(string? type)
    {
        await using var lab = await WebhookLab.StartAsync();

        using var answer = await lab.PostAsync(Good, type);

        await AssertRefusedAsync(lab, HttpStatusCode.UnsupportedMediaType, "application/json", answer);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON")]
    public async Task Post_JsonInOtherSpelling_IsTaken(string type)
    {
        await using var lab = await WebhookLab.StartAsync();

        using var answer = await lab.PostAsync(Good, type);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(1, lab.Inbox.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Post_TooLarge_Is413WithASentence(bool isChunked)
    {
        await using var lab = await WebhookLab.StartAsync();
        var body = Good + new string(' ', NotificationEndpoint.MaxBodySize - Good.Length + 1);

        using var answer = await lab.PostAsync(body, isChunked: isChunked);

        await AssertRefusedAsync(lab, HttpStatusCode.RequestEntityTooLarge, "at most 4096 bytes", answer);
    }

    [Fact]
    public async Task Post_AsLargeAsAllowed_IsTaken()
    {
        await using var lab = await WebhookLab.StartAsync();

        using var answer = await lab.PostAsync(Good.PadRight(NotificationEndpoint.MaxBodySize), isChunked: true);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Get_Is405()
    {
        await using var lab = await WebhookLab.StartAsync();

        using var answer = await lab.Client.GetAsync(lab.Endpoint, Token);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    public async Task Post_MoreNamesThanFit_AreStillAnswered200()
    {
        await using var lab = await WebhookLab.StartAsync();
        while (lab.Inbox.TryAdd(Guid.NewGuid()))
        {
            // Until it is full.
        }

        using var answer = await lab.PostAsync(Good);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Post_BodyThatDoesNotCome_IsGivenUp()
    {
        var clock = new CountingClock();
        await using var lab = await WebhookLab.StartAsync(clock);
        using var sender = await lab.BeginPostAsync();
        await clock.WaitForTimersAsync(1, Token);

        clock.Advance(NotificationEndpoint.Patience);

        Assert.Equal("HTTP/1.1 408 Request Timeout", await StatusLineAsync(sender));
        Assert.Equal(0, lab.Inbox.Count);
    }

    [Fact]
    public async Task Post_AmongSlowSenders_IsRefusedUntilTheyAreGone()
    {
        var clock = new CountingClock();
        await using var lab = await WebhookLab.StartAsync(clock);
        var slow = new List<TcpClient>();
        for (var i = 0; i < NotificationEndpoint.MaxSenders; i++) slow.Add(await lab.BeginPostAsync());
        await clock.WaitForTimersAsync(NotificationEndpoint.MaxSenders, Token);

        using (var refused = await lab.PostAsync(Good))
        {
            await AssertRefusedAsync(lab, HttpStatusCode.ServiceUnavailable, "Send it again", refused);
            Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
        }

        clock.Advance(NotificationEndpoint.Patience);
        foreach (var sender in slow) Assert.Equal("HTTP/1.1 408 Request Timeout", await StatusLineAsync(sender));
        slow.ForEach(sender => sender.Dispose());
        using var taken = await lab.PostAsync(Good);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    private static async Task AssertRefusedAsync(
        WebhookLab lab, HttpStatusCode status, string sentence, HttpResponseMessage answer)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(sentence, await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(0, lab.Inbox.Count);
    }

    private static async Task<string?> StatusLineAsync(TcpClient sender)
    {
        using var reader = new StreamReader(sender.GetStream(), leaveOpen: true);
        return await reader.ReadLineAsync(Token);
    }
}
