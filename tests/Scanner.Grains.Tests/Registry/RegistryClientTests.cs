using Scanner.Failures;
using Scanner.Grains.Registry;
using Scanner.Images;
using Scanner.Testing.Images;
using Scanner.Testing.Registry;
using Scanner.Testing.Registry.Faults;

namespace Scanner.Grains.Tests.Registry;

public sealed class RegistryClientTests : IAsyncLifetime
{
    private RegistryStandIn _registry = null!;
    private RegistryServices _services = null!;
    private RegistryClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _registry = await RegistryStandIn.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        _registry.Push(SampleImages.Clean, "lab/web", "v1");
        _registry.Push(SampleImages.MultiPlatform, "lab/multi", "v1");
        _services = new RegistryServices($"Registry:Insecure:0={_registry.Host}");
        _client = _services.Client(_registry.Host);
    }

    public ValueTask DisposeAsync()
    {
        _services.Dispose();
        return _registry.DisposeAsync();
    }

    [Fact]
    public async Task GetManifest_Image_ComesAsItIs()
    {
        var manifest = await GetAsync("lab/web", SampleImages.Clean.Digest);
        Assert.Equal(SampleImages.Clean.Manifest, manifest.Content);
        Assert.Equal(SampleImages.Clean.MediaType, manifest.MediaType);
    }

    [Fact]
    public async Task ResolveTag_ImageAndIndex_AsksOnceByHead()
    {
        Assert.Equal(SampleImages.Clean.Digest, await ResolveAsync("lab/web", "v1"));
        Assert.Equal(SampleImages.MultiPlatform.Digest, await ResolveAsync("lab/multi", "v1"));
        Assert.Equal(2, _registry.Counters.ManifestHeads);
        Assert.Equal(0, _registry.Counters.ManifestGets);
    }

    [Fact]
    public async Task Requests_Always_AcceptAllFourTypesInOneHeader()
    {
        await ResolveAsync("lab/web", "v1");
        await GetAsync("lab/web", SampleImages.Clean.Digest);
        Assert.All(_registry.Counters.Requests, request => Assert.Equal(
            "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
            + "application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json",
            request.Accept));
    }

    [Fact]
    public async Task Requests_Always_SayWhoAsks()
    {
        await using var server = await LoopbackServer.StartAsync(context => context.Response.StatusCode = 404);
        using var services = new RegistryServices($"Registry:Insecure:0={server.Host}");
        await Assert.ThrowsAsync<ScanException>(
            () => services.Client(server.Host).ResolveTagAsync(
                "lab/web", "v1", PullContext.None, TestContext.Current.CancellationToken));
        Assert.Matches(@"\AScanner/\d+\.\d+\.\d+\z", server.Requests[0].Headers["User-Agent"]);
        Assert.DoesNotContain("traceparent", server.Requests[0].Headers.Keys);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256:short")]
    public async Task ResolveTag_HeadWithoutADigest_HashesTheManifest(string? header)
    {
        _registry.Faults.Add(RegistryFault.DigestHeader(header));
        Assert.Equal(SampleImages.Clean.Digest, await ResolveAsync("lab/web", "v1"));
        Assert.Equal(1, _registry.Counters.ManifestGets);
    }

    [Fact]
    public async Task ResolveTag_RegistryWithoutHead_UsesGet()
    {
        _registry.Faults.Add(RegistryFault.Status(405) with { Method = "HEAD" });
        Assert.Equal(SampleImages.Clean.Digest, await ResolveAsync("lab/web", "v1"));
    }

    [Fact]
    public async Task ResolveTag_HeaderThatContradictsTheBytes_IsRefused()
    {
        _registry.Faults.Add(RegistryFault.Status(405) with { Method = "HEAD" });
        _registry.Faults.Add(RegistryFault.DigestHeader(SampleImages.Vulnerable.Digest));
        var failure = await Assert.ThrowsAsync<ScanException>(() => ResolveAsync("lab/web", "v1"));
        Assert.Equal(FailureKind.ManifestInvalid, failure.Kind);
        Assert.Contains(SampleImages.Vulnerable.Digest, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResolveTag_UnknownTag_QuotesTheRegistry()
    {
        var failure = await Assert.ThrowsAsync<ScanException>(() => ResolveAsync("lab/web", "nope"));
        Assert.Equal(FailureKind.NotFound, failure.Kind);
        Assert.Equal(
            $"lab/web:nope at {_registry.Host} was not found (404 MANIFEST_UNKNOWN: manifest unknown). Check the spelling and "
            + "that it was pushed. No credentials were sent; some registries hide private repositories this way.",
            failure.Message);
    }

    [Fact]
    public async Task GetManifest_OtherBytesThanAskedFor_IsRefused()
    {
        _registry.Faults.Add(RegistryFault.LyingContent());
        var failure = await FailAsync();
        Assert.Equal(FailureKind.ManifestInvalid, failure.Kind);
        Assert.Contains("not the one asked for", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetManifest_TruncatedBody_IsRefused()
    {
        _registry.Faults.Add(RegistryFault.TruncatedBody());
        Assert.Equal(FailureKind.ManifestInvalid, (await FailAsync()).Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetManifest_LargerThan4MiB_IsNotReadToItsEnd(bool endless)
    {
        _registry.Faults.Add(endless ? RegistryFault.Endless() : RegistryFault.Oversized());
        var failure = await FailAsync();
        Assert.Equal(FailureKind.ManifestInvalid, failure.Kind);
        Assert.Contains("larger than the 4 MiB", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetManifest_WebPage_IsNoManifest()
    {
        _registry.Faults.Add(RegistryFault.HtmlPage());
        var failure = await FailAsync();
        Assert.Equal(FailureKind.RegistryUnavailable, failure.Kind);
        Assert.Contains("web page", failure.Message, StringComparison.Ordinal);
        Assert.Equal(
            FailureKind.RegistryUnavailable, (await Assert.ThrowsAsync<ScanException>(() => ResolveAsync("lab/web", "v1"))).Kind);
    }

    [Theory]
    [InlineData("application/vnd.docker.distribution.manifest.v1+prettyjws")]
    [InlineData("application/vnd.docker.distribution.manifest.v1+json; charset=utf-8")]
    public async Task Requests_Schema1_IsRefusedByName(string type)
    {
        _registry.Faults.Add(RegistryFault.ContentType(type));
        var failure = await FailAsync();
        Assert.Equal(FailureKind.ManifestInvalid, failure.Kind);
        Assert.Contains(
            "Docker image manifest schema 1, which no current runtime runs and Clair cannot be asked about; push it again with "
            + "a current docker or skopeo",
            failure.Message, StringComparison.Ordinal);
        Assert.Equal(
            FailureKind.ManifestInvalid, (await Assert.ThrowsAsync<ScanException>(() => ResolveAsync("lab/web", "v1"))).Kind);
    }

    [Theory]
    [InlineData("127.0.0.1:1")]
    [InlineData("[::1]:1")]
    [InlineData("169.254.169.254")]
    [InlineData("localhost:1")]
    [InlineData("[::ffff:127.0.0.1]:1")]
    public async Task Requests_ToAnAddressNobodyListed_AreRefused(string host)
    {
        var failure = await Assert.ThrowsAsync<ScanException>(
            () => _services.Client(host).ResolveTagAsync(
                "lab/web", "v1", PullContext.None, TestContext.Current.CancellationToken));
        Assert.Equal(FailureKind.AddressRefused, failure.Kind);
    }

    [Fact]
    public async Task GrantBlobAccess_OpenRegistry_IsAnonymousAndAskedOnce()
    {
        var access = await _client.GrantBlobAccessAsync("lab/web", PullContext.None, TestContext.Current.CancellationToken);
        Assert.Equal(new Uri($"http://{_registry.Host}/"), access.Registry);
        Assert.Null(access.Authorization);
        await _client.GrantBlobAccessAsync("lab/web", PullContext.None, TestContext.Current.CancellationToken);
        Assert.Single(_registry.Counters.Requests);
    }

    [Fact]
    public async Task Requests_ManyAtOnce_AllSucceedWithinTheBound()
    {
        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => GetAsync("lab/web", SampleImages.Clean.Digest)));
        Assert.InRange(_registry.Counters.MaxConcurrentRequests, 1, 16);
    }

    private Task<RawManifest> GetAsync(string repository, string digest) =>
        _client.GetManifestAsync(repository, Digest.Parse(digest), PullContext.None, TestContext.Current.CancellationToken);

    private async Task<string> ResolveAsync(string repository, string tag) =>
        (await _client.ResolveTagAsync(repository, tag, PullContext.None, TestContext.Current.CancellationToken)).ToString();

    private Task<ScanException> FailAsync() =>
        Assert.ThrowsAsync<ScanException>(() => GetAsync("lab/web", SampleImages.Clean.Digest));
}
