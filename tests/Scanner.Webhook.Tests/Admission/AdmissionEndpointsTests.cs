using System.Net;
using System.Text;
using Scanner.Webhook.Admission;
using Scanner.Webhook.Reviews;

namespace Scanner.Webhook.Tests.Admission;

public sealed class AdmissionEndpointsTests : IAsyncLifetime
{
    private AdmissionHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await AdmissionHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory, RecordingsOverHttp]
    public async Task Validate_Recording_IsAnsweredInItsVersionWithItsUid(string name, int version, bool allows)
    {
        var decision = allows ? AdmissionResponses.Allowed() : AdmissionResponses.Denied("No.");
        _host.Reviewer.Answer = (_, _) => Task.FromResult(decision);
        var asksNobody = Recording.ReadExpected(name).Contains("asked: nobody", StringComparison.Ordinal);

        var answer = await Answer.ReadAsync(await _host.PostAsync(Recording.Read(name), "?timeout=10s", version));

        Assert.Equal(Recording.ReadIdentity(name), (answer.ApiVersion, answer.Uid));
        Assert.Equal(allows || asksNobody, answer.Allowed);
        Assert.Equal(asksNobody ? 0 : 1, _host.Reviewer.Asked.Count);
    }

    [Fact]
    public async Task Validate_Review_ReachesTheReviewerWhole()
    {
        await _host.PostAsync(
            ReviewJson.Of(
                ReviewJson.PodOf(
                    """
                    {"containers":[{"name":"a","image":"x"},{"name":"b"}],
                    "serviceAccountName":"robot","imagePullSecrets":[{"name":"s"}]}
                    """)),
            "?timeout=2s");

        var review = Assert.Single(_host.Reviewer.Asked);
        Assert.Equal(ReviewJson.Uid, review.Uid);
        Assert.Equal("team-a", review.Namespace);
        Assert.Equal("Pod team-a/x", review.Workload);
        Assert.Equal(["container \"b\" (spec.containers[1]) names no image"], review.Warnings);
        Assert.Equal(TimeSpan.FromMilliseconds(1_600), review.Budget);
        var pod = Assert.Single(review.Pods);
        Assert.Equal(("spec", "robot", "s"), (pod.Path, pod.ServiceAccountName, Assert.Single(pod.PullSecretNames)));
        var image = Assert.Single(pod.Images);
        Assert.Equal(("x", "a", "spec.containers[0].image"), (image.Text, image.Container, image.FieldPath));
    }

    [Theory]
    [InlineData("", 9_500)]
    [InlineData("?timeout=", 9_500)]
    [InlineData("?timeout=soon", 9_500)]
    [InlineData("?timeout=30s", 29_500)]
    [InlineData("?timeout=5m", 29_500)]
    [InlineData("?timeout=1s", 800)]
    [InlineData("?timeout=3s&timeout=20s", 9_500)]
    [InlineData("?Timeout=3s&other=1", 2_500)]
    public async Task Validate_Timeout_BecomesTheBudget(string query, int milliseconds)
    {
        await Answer.ReadAsync(await _host.PostAsync(ReviewJson.Of(), query));

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Assert.Single(_host.Reviewer.Asked).Budget);
    }

    [Theory]
    [InlineData("CREATE")]
    [InlineData("DELETE")]
    public async Task Validate_ForeignKindWhoseImageIsNoText_IsAllowed(string operation)
    {
        const string Foreign = """{"spec":{"containers":[{"name":"a","image":{"repository":"x","tag":"y"}}]}}""";

        var answer = await Answer.ReadAsync(await _host.PostAsync(operation == "DELETE"
            ? ReviewJson.Of("null", Foreign, operation, "Widget", "example.org")
            : ReviewJson.Of(Foreign, "null", operation, "Widget", "example.org")));

        Assert.True(answer.Allowed);
        Assert.Empty(_host.Reviewer.Asked);
    }

    [Fact]
    public async Task Validate_DecisionWithWarnings_PassesThemOn()
    {
        _host.Reviewer.Answer = (_, _) =>
            Task.FromResult(new Decision { Allowed = false, Message = "No.", Warnings = ["careful"] });

        var answer = await Answer.ReadAsync(await _host.PostAsync(ReviewJson.Of()));

        Assert.Equal((false, "No.", "careful"), (answer.Allowed, answer.Message, Assert.Single(answer.Warnings)));
    }

    [Fact]
    public async Task Validate_TenThousandContainers_AreDeniedWithASentence()
    {
        var containers = string.Join(',', Enumerable.Range(0, 10_000).Select(i => $$"""{"name":"c{{i}}","image":"i{{i}}"}"""));

        var answer = await Answer.ReadAsync(await _host.PostAsync(
            ReviewJson.Of(ReviewJson.PodOf($$"""{"containers":[{{containers}}]}"""))));

        Assert.False(answer.Allowed);
        Assert.Contains("more than 1000 containers", answer.Message, StringComparison.Ordinal);
        Assert.Empty(_host.Reviewer.Asked);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON;charset=\"UTF-8\"")]
    public async Task Validate_JsonContentType_IsTaken(string contentType) =>
        Assert.True((await Answer.ReadAsync(await PostAsAsync(contentType))).Allowed);

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/yaml")]
    [InlineData("application/json-patch+json")]
    [InlineData("application/vnd.kubernetes.protobuf")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("json")]
    public async Task Validate_OtherContentType_Is415(string? contentType) =>
        await Answer.ReadRefusalAsync(await PostAsAsync(contentType), HttpStatusCode.UnsupportedMediaType);

    [Theory]
    [InlineData("")]
    [InlineData("not JSON")]
    [InlineData("{}")]
    [InlineData("""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u","uid":"u"}}""")]
    public async Task Validate_NoReview_Is400(string body)
    {
        foreach (var version in new[] { 1, 2 })
            await Answer.ReadRefusalAsync(await _host.PostAsync(body, version: version), HttpStatusCode.BadRequest);
        Assert.Empty(_host.Reviewer.Asked);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Validate_OtherMethod_Is405(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"http://{_host.Http1}/validate");

        var response = await _host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(
            "/validate answers admission reviews; send one with POST.\n",
            await Answer.ReadRefusalAsync(response, HttpStatusCode.MethodNotAllowed));
        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public async Task Validate_NineMebibytes_Is413(int version, bool chunked)
    {
        var body = new byte[9 * 1024 * 1024];
        body.AsSpan().Fill((byte)' ');
        using HttpContent content = chunked ? new StreamContent(new UnknownLengthStream(body)) : new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");

        var text = await Answer.ReadRefusalAsync(
            await _host.SendAsync(content, version: version), HttpStatusCode.RequestEntityTooLarge);

        Assert.Equal("The body is larger than 8 MiB, which no review of the kube-apiserver is.\n", text);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    public async Task Validate_EightMebibytes_AreRead(int version, bool chunked)
    {
        var body = Encoding.UTF8.GetBytes(ReviewJson.Of().PadRight(AdmissionLimits.MaxBodyBytes));
        using HttpContent content = chunked ? new StreamContent(new UnknownLengthStream(body)) : new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json");

        Assert.True((await Answer.ReadAsync(await _host.SendAsync(content, version: version))).Allowed);
    }

    [Fact]
    public async Task Validate_Decisions_AreLogged()
    {
        await _host.PostAsync(ReviewJson.Of());
        await _host.PostAsync(ReviewJson.Of(operation: "DELETE"));
        _host.Reviewer.Answer = (_, _) => Task.FromResult(AdmissionResponses.Denied("app: not\nacceptable"));
        await _host.PostAsync(ReviewJson.Of());
        await _host.PostAsync("{}");

        Assert.Equal(
            [
                $"Debug: Allowed Pod team-a/x (uid {ReviewJson.Uid})",
                $"Debug: Allowed Pod team-a/x (uid {ReviewJson.Uid}) without asking, because it brings no object",
                $"Information: Denied Pod team-a/x (uid {ReviewJson.Uid}): app: not acceptable",
                "Warning: Answered a request that is no readable AdmissionReview with 400: "
                    + "The body's kind is missing; expected \"AdmissionReview\".",
            ],
            _host.Log.Lines);
    }

    private Task<HttpResponseMessage> PostAsAsync(string? contentType)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(ReviewJson.Of()));
        if (contentType is not null) content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return _host.SendAsync(content);
    }
}
