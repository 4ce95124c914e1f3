using Microsoft.AspNetCore.Http;
using Scanner.Failures;
using Scanner.Grains.Registry.Auth;
using Scanner.Images;
using Scanner.Testing.Images;
using static Scanner.Grains.Tests.Registry.AuthenticationLab;

namespace Scanner.Grains.Tests.Registry;

public sealed class BlobAccessTests
{
    [Fact]
    public async Task GrantBlobAccess_TokenWithLessThanTheLeastLifetime_IsRenewed()
    {
        var time = StoppedClock();
        await using var lab = await AuthenticationLab.StartAsync(
            Bearer with { TokenLifetime = TimeSpan.FromMinutes(5) }, time, Right);
        var first = await lab.GrantAsync();
        Assert.StartsWith("Bearer ", first.Authorization, StringComparison.Ordinal);
        time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(first, await lab.GrantAsync());
        time.Advance(TimeSpan.FromSeconds(1));
        await lab.GrantAsync();
        Assert.Equal(2, lab.Registry.Counters.TokenRequests);
        Assert.DoesNotContain(first.Authorization!["Bearer ".Length..], first.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GrantBlobAccess_TokensShorterThanTheLeastLifetime_AreUsedWhileYoung()
    {
        var time = StoppedClock();
        await using var lab = await AuthenticationLab.StartAsync(
            Bearer with { TokenLifetime = TimeSpan.FromSeconds(30) }, time, Right);
        await lab.GrantAsync();
        await lab.GrantAsync();
        Assert.Equal(1, lab.Registry.Counters.TokenRequests);
        time.Advance(TokenCache.Young);
        await lab.GrantAsync();
        Assert.Equal(2, lab.Registry.Counters.TokenRequests);
    }

    [Fact]
    public async Task GrantBlobAccess_Value_OpensTheBlobs()
    {
        await using var lab = await AuthenticationLab.StartAsync(Bearer, null, Right);
        var access = await lab.GrantAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri(access.Registry, $"v2/lab/web/blobs/{SampleImages.Clean.Layers[0].Digest}"));
        request.Headers.TryAddWithoutValidation("Authorization", access.Authorization);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(SampleImages.Clean.Layers[0].Content, await response.Content.ReadAsByteArrayAsync(
            TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task GrantBlobAccess_Refused_IsUnauthorized()
    {
        await using var lab = await AuthenticationLab.StartAsync(Bearer, null, Wrong);
        Assert.Equal(FailureKind.Unauthorized, (await Assert.ThrowsAsync<ScanException>(lab.GrantAsync)).Kind);
    }

    [Fact]
    public async Task GrantBlobAccess_SeveralCredentials_PicksTheOneThatMayRead()
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            if (context.Request.Headers.Authorization == BasicValue(Right)) return;
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"r\"";
        });
        using var services = new RegistryServices(null, new FixedKeychain(Wrong, Right), $"Registry:Insecure:0={server.Host}");
        var access = await services.Client(server.Host).GrantBlobAccessAsync(
            "lab/web", PullContext.None, TestContext.Current.CancellationToken);
        Assert.Equal(BasicValue(Right), access.Authorization);
        Assert.Equal(
            ["/v2/", "/v2/lab/web/tags/list?n=1", "/v2/lab/web/tags/list?n=1"], server.Requests.Select(request => request.Path));
    }
}
