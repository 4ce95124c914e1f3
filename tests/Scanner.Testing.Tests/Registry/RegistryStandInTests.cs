using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Scanner.Testing.Images;
using Scanner.Testing.Registry;

namespace Scanner.Testing.Tests.Registry;

public sealed class RegistryStandInTests
{
    private const string Latest = "/v2/lab/alpine/manifests/latest";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Push_SameTagAgain_MovesTheTagAndKeepsTheOldDigest()
    {
        await using var registry = await RegistryStandIn.StartAsync(cancellationToken: Cancellation);
        registry.Push(SampleImages.Vulnerable, "lab/alpine", "latest");
        registry.Push(SampleImages.Clean, "lab/alpine", "latest");

        Assert.Equal(SampleImages.Clean.Digest, (await GetAsync(registry, Latest)).Digest);
        Assert.Equal(200, (await GetAsync(registry, $"/v2/lab/alpine/manifests/{SampleImages.Vulnerable.Digest}")).Status);

        registry.MoveTag("lab/alpine", "latest", SampleImages.Vulnerable.Digest);
        Assert.Equal(SampleImages.Vulnerable.Digest, (await GetAsync(registry, Latest)).Digest);
    }

    [Fact]
    public async Task MoveTag_ToUnknownDigest_Throws()
    {
        await using var registry = await RegistryStandIn.StartAsync(cancellationToken: Cancellation);

        Assert.Throws<InvalidOperationException>(() => registry.MoveTag("lab/alpine", "latest", SampleImages.Clean.Digest));
    }

    [Fact]
    public async Task Delete_ManifestAndBlob_AreGone()
    {
        await using var registry = await RegistryStandIn.StartAsync(cancellationToken: Cancellation);
        registry.Push(SampleImages.Clean, "lab/alpine", "latest");

        registry.DeleteBlob("lab/alpine", SampleImages.Clean.Layers[0].Digest);
        Assert.Equal(404, (await GetAsync(registry, $"/v2/lab/alpine/blobs/{SampleImages.Clean.Layers[0].Digest}")).Status);
        Assert.Equal(200, (await GetAsync(registry, Latest)).Status);

        registry.DeleteManifest("lab/alpine", SampleImages.Clean.Digest);
        Assert.Equal(404, (await GetAsync(registry, Latest)).Status);
    }

    [Fact]
    public async Task PushManifest_OfAnyBytes_IsServedAsItIs()
    {
        await using var registry = await RegistryStandIn.StartAsync(cancellationToken: Cancellation);
        byte[] nonsense = [1, 2, 3];

        var digest = registry.PushManifest(nonsense, MediaTypes.OciManifest, "lab/alpine", "latest");

        var answer = await GetAsync(registry, Latest);
        Assert.Equal(nonsense, answer.Body);
        Assert.Equal(digest, answer.Digest);
    }

    [Fact]
    public async Task StartAsync_WithTls_SpeaksHttpsWithItsCertificate()
    {
        await using var registry = await RegistryStandIn.StartAsync(new RegistryStandInOptions { Tls = true }, Cancellation);
        registry.Push(SampleImages.Clean, "lab/alpine", "latest");
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            certificate is X509Certificate2 seen && seen.Thumbprint == registry.Certificate!.Thumbprint;
        using var client = new HttpClient(handler);

        using var response = await client.GetAsync(new Uri(registry.BaseAddress, "/v2/"), Cancellation);

        Assert.Equal("https", registry.BaseAddress.Scheme);
        Assert.True(response.IsSuccessStatusCode);
        using var untrusting = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => untrusting.GetAsync(registry.BaseAddress, Cancellation));
    }

    [Fact]
    public async Task Counters_CountByKindAndReference()
    {
        await using var registry = await RegistryStandIn.StartAsync(cancellationToken: Cancellation);
        var image = SampleImages.Clean;
        registry.Push(image, "lab/alpine", "latest");

        await GetAsync(registry, Latest);
        await GetAsync(registry, Latest);
        await GetAsync(registry, $"/v2/lab/alpine/manifests/{image.Digest}");
        await HttpAnswer.HeadAsync(registry.BaseAddress, Latest, HttpAnswer.Accept(MediaTypes.AcceptAll));
        await GetAsync(registry, $"/v2/lab/alpine/blobs/{image.Layers[0].Digest}");
        await GetAsync(registry, "/v2/lab/alpine/manifests/nope");

        var counters = registry.Counters;
        Assert.Equal(2, counters.ManifestGetsByTag["lab/alpine:latest"]);
        Assert.Equal(1, counters.ManifestGetsByDigest[image.Digest]);
        Assert.Equal(4, counters.ManifestGets);
        Assert.Equal(1, counters.ManifestHeads);
        Assert.Equal(1, counters.BlobGets[image.Layers[0].Digest]);
        Assert.Equal(5, counters.Answers[200]);
        Assert.Equal(1, counters.Answers[404]);
        Assert.Equal(1, counters.MaxConcurrentRequests);
        Assert.Equal(0, counters.InFlight);

        counters.Clear();
        Assert.Empty(counters.Requests);
        Assert.Equal(0, counters.MaxConcurrentRequests);
    }

    [Fact]
    public async Task Counters_Requests_TellAcceptAndSchemeAndNoSecret()
    {
        await using var registry = await RegistryStandIn.StartAsync(
            new RegistryStandInOptions { Access = ContractContent.Basic }, Cancellation);

        await HttpAnswer.GetAsync(
            registry.BaseAddress, Latest, HttpAnswer.Accept("a/b"), HttpAnswer.Credentials("lab", "secret"));
        await HttpAnswer.GetAsync(registry.BaseAddress, "/v2/?n=1");

        var requests = registry.Counters.Requests;
        Assert.Equal(("GET", Latest, "a/b", "Basic"), (
            requests[0].Method, requests[0].Path, requests[0].Accept, requests[0].AuthorizationScheme));
        Assert.Equal(("/v2/?n=1", RequestKind.Version), (requests[1].Path, requests[1].Kind));
        Assert.False(requests[1].HasAuthorization);
        Assert.DoesNotContain("bGFi", requests[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(1, registry.Counters.Unauthorized);
    }

    [Fact]
    public async Task WhenReceived_OfRequestsThatCame_IsComplete()
    {
        await using var registry = await RegistryStandIn.StartAsync(cancellationToken: Cancellation);
        await GetAsync(registry, "/v2/");

        Assert.True(registry.Counters.WhenReceived(IsVersion, 1, Cancellation).IsCompletedSuccessfully);
        var second = registry.Counters.WhenReceived(IsVersion, 2, Cancellation);
        Assert.False(second.IsCompleted);

        await GetAsync(registry, "/v2/");
        await second;

        static bool IsVersion(RecordedRequest request) => request.Kind == RequestKind.Version;
    }

    [Fact]
    public async Task Bearer_TokenPastItsLifetime_IsInvalid()
    {
        var time = new FakeTimeProvider();
        var access = ContractContent.Bearer with { TokenLifetime = TimeSpan.FromMinutes(1) };
        await using var registry = await RegistryStandIn.StartAsync(
            new RegistryStandInOptions { Access = access, Time = time }, Cancellation);
        registry.Push(SampleImages.Clean, "lab/alpine", "latest");
        var issued = await HttpAnswer.GetAsync(
            registry.BaseAddress,
            "/token?service=lab-registry&scope=repository:lab/alpine:pull",
            HttpAnswer.Credentials("lab", "secret"));
        var token = (string)JsonNode.Parse(issued.Body)!["token"]!;

        time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(200, (await GetAsync(registry, Latest, token)).Status);
        time.Advance(TimeSpan.FromSeconds(1));
        var late = await GetAsync(registry, Latest, token);

        Assert.Equal(401, late.Status);
        Assert.Contains("error=\"invalid_token\"", late.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        Assert.Equal(1, registry.Counters.TokenRequests);
    }

    [Fact]
    public async Task Bearer_TokenAnswer_HasTheMembersThatAreSet()
    {
        var access = ContractContent.Bearer with { TokenMembers = ["access_token"], TellsLifetime = false };
        await using var registry = await RegistryStandIn.StartAsync(new RegistryStandInOptions { Access = access }, Cancellation);

        var answer = await HttpAnswer.GetAsync(registry.BaseAddress, "/token?service=lab-registry");

        Assert.Equal("{access_token: String}", answer.Shape());
    }

    [Fact]
    public async Task Bearer_TokenOfAnotherService_IsRefused()
    {
        await using var registry = await RegistryStandIn.StartAsync(
            new RegistryStandInOptions { Access = ContractContent.Bearer }, Cancellation);

        Assert.Equal(400, (await HttpAnswer.GetAsync(registry.BaseAddress, "/token?service=other")).Status);
    }

    [Fact]
    public async Task TokenRealm_WhenSet_IsWhatChallengesName()
    {
        await using var registry = await RegistryStandIn.StartAsync(
            new RegistryStandInOptions { Access = ContractContent.Bearer }, Cancellation);

        registry.Faults.TokenRealm = "http://attacker.example/token";

        Assert.StartsWith(
            "Bearer realm=\"http://attacker.example/token\",",
            (await GetAsync(registry, Latest)).Headers["WWW-Authenticate"],
            StringComparison.Ordinal);
    }

    private static Task<HttpAnswer> GetAsync(RegistryStandIn registry, string path, string? token = null) =>
        token is null
            ? HttpAnswer.GetAsync(registry.BaseAddress, path, HttpAnswer.Accept(MediaTypes.AcceptAll))
            : HttpAnswer.GetAsync(
                registry.BaseAddress, path, HttpAnswer.Accept(MediaTypes.AcceptAll), HttpAnswer.Authorization("Bearer", token));
}
