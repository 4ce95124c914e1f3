using Microsoft.Extensions.Time.Testing;
using Scanner.Testing.Images;
using Scanner.Testing.Registry;
using Scanner.Testing.Registry.Faults;

namespace Scanner.Testing.Tests.Registry.Faults;

public sealed class RegistryFaultTests : IAsyncLifetime
{
    private const string Manifest = "/v2/lab/alpine/manifests/latest";
    private readonly FakeTimeProvider _time = new();
    private RegistryStandIn _registry = null!;

    public async ValueTask InitializeAsync()
    {
        _registry = await RegistryStandIn.StartAsync(
            new RegistryStandInOptions { Time = _time }, TestContext.Current.CancellationToken);
        _registry.Push(ContractContent.Docker, ContractContent.Alpine, "latest");
    }

    public ValueTask DisposeAsync() => _registry.DisposeAsync();

    [Theory]
    [InlineData(401, "UNAUTHORIZED")]
    [InlineData(403, "DENIED")]
    [InlineData(404, "NAME_UNKNOWN")]
    [InlineData(429, "TOOMANYREQUESTS")]
    [InlineData(500, "UNKNOWN")]
    [InlineData(503, "UNAVAILABLE")]
    public async Task Status_ForEverything_IsAnsweredWithAnErrorBody(int status, string code)
    {
        _registry.Faults.Add(RegistryFault.Status(status));

        var answer = await GetAsync();

        Assert.Equal(status, answer.Status);
        Assert.Contains($"\"code\":\"{code}\"", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Retry-After", answer.Headers.Keys);
    }

    [Fact]
    public async Task TooManyRequests_RetryAfter_IsSecondsOrADate()
    {
        var moment = new DateTimeOffset(2026, 11, 23, 15, 38, 29, TimeSpan.Zero);

        using (_registry.Faults.Add(RegistryFault.TooManyRequests(TimeSpan.FromSeconds(7))))
            Assert.Equal("7", (await GetAsync()).Headers["Retry-After"]);
        using (_registry.Faults.Add(RegistryFault.TooManyRequests(moment)))
            Assert.Equal("Mon, 23 Nov 2026 15:38:29 GMT", (await GetAsync()).Headers["Retry-After"]);
    }

    [Fact]
    public async Task Add_WithTimes_IsOverAfterSoMany()
    {
        using var fault = _registry.Faults.Add(RegistryFault.Status(503) with { Times = 2 });

        foreach (var expected in new[] { 503, 503, 200, 200 }) Assert.Equal(expected, await StatusAsync());
        Assert.Equal(2, fault.Hits);
    }

    [Fact]
    public async Task Add_WithPathAndMethod_MeetsNoOthers()
    {
        _registry.Faults.Add(RegistryFault.Status(405) with { PathPrefix = "/v2/lab/alpine/manifests/", Method = "HEAD" });

        Assert.Equal(405, (await HttpAnswer.HeadAsync(_registry.BaseAddress, Manifest)).Status);
        Assert.Equal(200, await StatusAsync());
        Assert.Equal(200, (await HttpAnswer.GetAsync(_registry.BaseAddress, "/v2/")).Status);
    }

    [Fact]
    public async Task Clear_EndsAllFaults()
    {
        _registry.Faults.Add(RegistryFault.Status(503));
        _registry.Faults.TokenRealm = "http://elsewhere/";

        _registry.Faults.Clear();

        Assert.Equal(200, await StatusAsync());
        Assert.Null(_registry.Faults.TokenRealm);
    }

    [Fact]
    public async Task Delay_AnswersWhenTheClockHasMoved()
    {
        _registry.Faults.Add(RegistryFault.Delay(TimeSpan.FromMinutes(1)));
        var delayed = GetAsync();
        await _registry.Counters.WhenReceived(_ => true, 1, TestContext.Current.CancellationToken);
        Assert.False(delayed.IsCompleted);

        while (!delayed.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        Assert.Equal(200, (await delayed).Status);
    }

    [Fact]
    public async Task Hang_HoldsUntilSwitchedOff()
    {
        var fault = _registry.Faults.Add(RegistryFault.Hang());
        var held = Enumerable.Range(0, 3).Select(_ => GetAsync()).ToList();
        await _registry.Counters.WhenReceived(_ => true, 3, TestContext.Current.CancellationToken);
        Assert.All(held, request => Assert.False(request.IsCompleted));

        fault.Dispose();

        Assert.All(await Task.WhenAll(held), answer => Assert.Equal(200, answer.Status));
        Assert.Equal(3, _registry.Counters.MaxConcurrentRequests);
    }

    [Fact]
    public async Task Hang_WhenTheStandInStops_ClosesTheConnection()
    {
        _registry.Faults.Add(RegistryFault.Hang());
        var held = GetAsync();
        await _registry.Counters.WhenReceived(_ => true, 1, TestContext.Current.CancellationToken);

        await _registry.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => held);
    }

    [Fact]
    public async Task LyingContent_IsNotWhatTheDigestNames()
    {
        _registry.Faults.Add(RegistryFault.LyingContent());

        var answer = await GetAsync();

        Assert.Equal(ContractContent.Docker.Digest, answer.Digest);
        Assert.False(answer.BodyIsWhatDigestNames);
    }

    [Fact]
    public async Task DigestHeader_IsReplacedOrLeftOut()
    {
        using (_registry.Faults.Add(RegistryFault.DigestHeader("sha256:00")))
            Assert.Equal("sha256:00", (await GetAsync()).Digest);
        using (_registry.Faults.Add(RegistryFault.DigestHeader(null)))
            Assert.Null((await GetAsync()).Digest);
    }

    [Fact]
    public async Task ContentType_IsReplacedOrLeftOut()
    {
        using (_registry.Faults.Add(RegistryFault.ContentType("text/plain")))
            Assert.Equal("text/plain", (await GetAsync()).ContentType);
        using (_registry.Faults.Add(RegistryFault.ContentType(null)))
            Assert.Null((await GetAsync()).ContentType);
    }

    [Fact]
    public async Task Oversized_IsFilledUpAndStillTheDocument()
    {
        _registry.Faults.Add(RegistryFault.Oversized());

        var answer = await GetAsync();

        Assert.Equal(5 * 1024 * 1024, answer.Body.Length);
        Assert.Equal(ContractContent.Docker.Manifest, answer.Body[..ContractContent.Docker.Manifest.Length]);
        Assert.Contains("fsLayers", (await HttpAnswer.GetAsync(_registry.BaseAddress, Manifest)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endless_DeclaresNoLengthAndGoesOn()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        _registry.Faults.Add(RegistryFault.Endless());
        using var client = new HttpClient();
        using var response = await client.GetAsync(
            new Uri(_registry.BaseAddress, Manifest), HttpCompletionOption.ResponseHeadersRead, cancellationToken);

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);

        Assert.Null(response.Content.Headers.ContentLength);
        await body.ReadExactlyAsync(new byte[8 * 1024 * 1024], cancellationToken);
    }

    [Fact]
    public async Task HtmlPage_IsASuccessThatIsNone()
    {
        _registry.Faults.Add(RegistryFault.HtmlPage());

        var answer = await GetAsync();

        Assert.Equal((200, "text/html; charset=utf-8"), (answer.Status, answer.ContentType));
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/", 307)]
    [InlineData("http://127.0.0.1:1/", 302)]
    public async Task Redirect_NamesTheLocation(string location, int status)
    {
        _registry.Faults.Add(RegistryFault.Redirect(location, status));

        var answer = await GetAsync();

        Assert.Equal((status, location), (answer.Status, answer.Headers["Location"]));
        Assert.Equal(200, (await HttpAnswer.GetAsync(_registry.BaseAddress, "/v2/")).Status);
    }

    [Fact]
    public async Task RedirectLoop_NamesItself()
    {
        _registry.Faults.Add(RegistryFault.RedirectLoop());

        Assert.Equal(new Uri(_registry.BaseAddress, Manifest).ToString(), (await GetAsync()).Headers["Location"]);
    }

    [Fact]
    public async Task TruncatedBody_LooksWhole()
    {
        _registry.Faults.Add(RegistryFault.TruncatedBody());
        var layer = ContractContent.Docker.Layers[0];

        var answer = await HttpAnswer.GetAsync(_registry.BaseAddress, $"/v2/lab/alpine/blobs/{layer.Digest}");

        Assert.Equal(layer.Content[..(layer.Content.Length / 2)], answer.Body);
    }

    [Fact]
    public async Task DropInMidBody_BreaksTheTransfer()
    {
        _registry.Faults.Add(RegistryFault.DropInMidBody());

        var broken = await Assert.ThrowsAsync<HttpRequestException>(GetAsync);

        Assert.IsAssignableFrom<IOException>(broken.InnerException);
    }

    [Fact]
    public async Task DropConnection_GivesNoAnswer()
    {
        _registry.Faults.Add(RegistryFault.DropConnection());

        await Assert.ThrowsAsync<HttpRequestException>(GetAsync);

        Assert.Empty(_registry.Counters.Answers);
    }

    [Fact]
    public async Task Challenge_IsSentAsGiven()
    {
        var senseless = "Bearer realm=" + new string('x', 10_000) + ",,\"=";
        _registry.Faults.Add(RegistryFault.Challenge(senseless));

        var answer = await GetAsync();

        Assert.Equal((401, senseless), (answer.Status, answer.Headers["WWW-Authenticate"]));
    }

    private Task<HttpAnswer> GetAsync() =>
        HttpAnswer.GetAsync(_registry.BaseAddress, Manifest, HttpAnswer.Accept(MediaTypes.AcceptAll));

    private async Task<int> StatusAsync() => (await GetAsync()).Status;
}
