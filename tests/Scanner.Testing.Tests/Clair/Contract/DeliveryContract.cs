namespace Scanner.Testing.Tests.Clair.Contract;

/// <summary>
/// How Clair's notifier (three attempts) calls a webhook that does not take its first eleven POSTs. Holds for the recorded Clair
/// and for the stand-in alike.
/// </summary>
public abstract class DeliveryContract
{
    protected const int Refused = 11;

    private const int Attempts = 3;

    private static readonly string[] Headers =
        ["Accept-Encoding: gzip", "Content-Length: 64", "Content-Type: application/json", "User-Agent: Go-http-client/1.1"];

    [Fact]
    public async Task Post_HasTheFormOfTheRecordedOnes()
    {
        foreach (var post in await PostsAsync())
        {
            Assert.Equal(("POST", "/clair", "HTTP/1.1"), (post.Method, post.Path, post.Protocol));
            Assert.Matches("""^\{"Notification":\{"Name":"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"\}\}$""", post.Body);
            var headers = post.Headers.Where(header => !header.StartsWith("Host:", StringComparison.Ordinal));
            Assert.Equal(Headers, headers.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Post_NotTaken_IsRepeatedWithWaitsAndThenAnotherIsDrawnAtOnce()
    {
        var posts = await PostsAsync();
        var waits = posts.Zip(posts.Skip(1), (one, next) => (int)Math.Round((next.Time - one.Time).TotalSeconds));

        Assert.Equal([1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 0, 0], waits);
        foreach (var round in posts.Take(Refused + 1).Chunk(Attempts)) Assert.Single(round.Select(post => post.Body).Distinct());
    }

    [Fact]
    public async Task Post_Taken_IsNotRepeated()
    {
        var taken = (await PostsAsync()).Skip(Refused).Select(post => post.Body).ToArray();

        Assert.Equal(4, taken.Length);
        Assert.Equal(4, taken.Distinct().Count());
    }

    private protected abstract Task<IReadOnlyList<WebhookPost>> PostsAsync();
}
