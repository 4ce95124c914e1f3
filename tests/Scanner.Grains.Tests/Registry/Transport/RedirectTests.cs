using Microsoft.AspNetCore.Http;
using Scanner.Failures;
using Scanner.Grains.Registry;
using Scanner.Grains.Registry.Transport;
using Scanner.Images;
using Scanner.Testing.Images;
using Scanner.Testing.Registry;
using Scanner.Testing.Registry.Authentication;
using Scanner.Testing.Registry.Faults;

namespace Scanner.Grains.Tests.Registry.Transport;

public sealed class RedirectTests
{
    private static readonly Digest Wanted = Digest.Parse(SampleImages.Clean.Digest);

    [Fact]
    public async Task Get_RedirectToAnotherServer_IsFollowedWithoutAuthorization()
    {
        await using var mirror = await LoopbackServer.StartAsync(
            context => context.Response.Body.WriteAsync(SampleImages.Clean.Manifest).AsTask());
        var access = new BasicAccess { Users = [new RegistryUser("lab", "secret")] };
        await using var registry = await StartAsync(new RegistryStandInOptions { Access = access });
        registry.Faults.Add(RegistryFault.Redirect($"http://{mirror.Host}/elsewhere"));
        var keychain = new FixedKeychain(FixedKeychain.Credential("lab", "secret"));
        using var services = new RegistryServices(
            null, keychain, $"Registry:Insecure:0={registry.Host}", $"Registry:Insecure:1={mirror.Host}");

        Assert.Equal(SampleImages.Clean.Manifest, (await GetAsync(services, registry.Host)).Content);
        var request = Assert.Single(mirror.Requests);
        Assert.Equal("/elsewhere", request.Path);
        Assert.Null(request.Authorization);
        Assert.Contains(registry.Counters.Requests, asked => asked.AuthorizationScheme == "Basic");
    }

    [Fact]
    public async Task Get_RedirectOnTheSameServer_KeepsAuthorization()
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            if (context.Request.Headers.Authorization.Count == 0)
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                context.Response.Headers.WWWAuthenticate = "Basic realm=\"r\"";
                return Task.CompletedTask;
            }
            if (context.Request.Path == "/moved") return context.Response.Body.WriteAsync(SampleImages.Clean.Manifest).AsTask();
            context.Response.Redirect("/moved");
            return Task.CompletedTask;
        });
        using var services = new RegistryServices(
            null, new FixedKeychain(FixedKeychain.Credential("lab", "secret")), $"Registry:Insecure:0={server.Host}");
        await GetAsync(services, server.Host);
        var manifest = "/v2/lab/web/manifests/" + Wanted;
        Assert.Equal([manifest, manifest, "/moved"], server.Requests.Select(request => request.Path));
        Assert.NotNull(server.Requests[2].Authorization);
    }

    [Fact]
    public async Task Get_RedirectToALoopbackAddressNobodyListed_IsRefused()
    {
        await using var inside = await LoopbackServer.StartAsync(context => context.Response.StatusCode = 200);
        await using var registry = await StartAsync();
        registry.Faults.Add(RegistryFault.Redirect($"http://{inside.Host}/latest/meta-data"));
        var failure = await FailAsync(registry);
        Assert.Equal(FailureKind.AddressRefused, failure.Kind);
        Assert.Empty(inside.Requests);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data", FailureKind.AddressRefused, "link-local")]
    [InlineData("http://user:password@registry.example/", FailureKind.RegistryUnavailable, "with a user name in the address")]
    [InlineData("file:///etc/passwd", FailureKind.RegistryUnavailable, "not a web address")]
    [InlineData("gopher://registry.example/", FailureKind.RegistryUnavailable, "not a web address")]
    public async Task Get_RedirectWhereWeDoNotGo_IsRefused(string location, FailureKind kind, string reason)
    {
        await using var registry = await StartAsync();
        registry.Faults.Add(RegistryFault.Redirect(location));
        var failure = await FailAsync(registry);
        Assert.Equal(kind, failure.Kind);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("password", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_RedirectLoop_EndsAfterFive()
    {
        await using var registry = await StartAsync();
        registry.Faults.Add(RegistryFault.RedirectLoop());
        var failure = await FailAsync(registry);
        Assert.Equal(FailureKind.RegistryUnavailable, failure.Kind);
        Assert.Contains("redirected more than 5 times", failure.Message, StringComparison.Ordinal);
        Assert.Equal(6, registry.Counters.ManifestGets);
    }

    [Fact]
    public void Follow_FromHttpsToHttp_IsRefused()
    {
        var call = new RegistryCall(
            "lab/web:v1", RegistryEndpoint.Of("registry.example", new RegistryOptions()), "lab/web", PullContext.None,
            DateTimeOffset.MaxValue);
        var request = new RegistryRequest(HttpMethod.Get, new Uri("https://registry.example/v2/")) { Authorization = "Basic x" };
        var failure = Assert.Throws<ScanException>(() => Redirects.Follow(request, new Uri("http://registry.example/v2/"), call));
        Assert.Contains("from https to plain http", failure.Message, StringComparison.Ordinal);
        Assert.Equal("Basic x", Redirects.Follow(request, new Uri("/other", UriKind.Relative), call).Authorization);
        Assert.Null(Redirects.Follow(request, new Uri("https://registry.example:444/"), call).Authorization);
        Assert.Null(Redirects.Follow(request, new Uri("//cdn.example/x", UriKind.RelativeOrAbsolute), call).Authorization);
    }

    private static async Task<RegistryStandIn> StartAsync(RegistryStandInOptions? options = null)
    {
        var registry = await RegistryStandIn.StartAsync(options, TestContext.Current.CancellationToken);
        registry.Push(SampleImages.Clean, "lab/web", "v1");
        return registry;
    }

    private static Task<RawManifest> GetAsync(RegistryServices services, string host) =>
        services.Client(host).GetManifestAsync("lab/web", Wanted, PullContext.None, TestContext.Current.CancellationToken);

    private static async Task<ScanException> FailAsync(RegistryStandIn registry)
    {
        using var services = new RegistryServices($"Registry:Insecure:0={registry.Host}");
        return await Assert.ThrowsAsync<ScanException>(() => GetAsync(services, registry.Host));
    }
}
