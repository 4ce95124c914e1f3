using Microsoft.AspNetCore.Http;
using Scanner.Failures;
using Scanner.Grains.Registry.Auth;
using Scanner.Images;
using Scanner.Testing.Images;
using Scanner.Testing.Registry;
using Scanner.Testing.Registry.Faults;
using static Scanner.Grains.Tests.Registry.AuthenticationLab;

namespace Scanner.Grains.Tests.Registry;

public sealed class BearerAuthenticationTests
{
    [Theory]
    [InlineData("token")]
    [InlineData("access_token")]
    public async Task Bearer_WithCredentials_PullsWithOneTokenPerRepository(string member)
    {
        await using var lab = await AuthenticationLab.StartAsync(Bearer with { TokenMembers = [member] }, null, Right);
        await lab.GetAsync();
        await lab.GetAsync();
        Assert.Equal(1, lab.Registry.Counters.TokenRequests);
        Assert.Equal(1, lab.Client.TokenCount);
        await lab.GetAsync("lab/public");
        Assert.Equal(2, lab.Registry.Counters.TokenRequests);
        Assert.Contains(lab.Registry.Counters.Requests,
            request => request.Path == "/token?service=lab-registry&scope=repository%3Alab%2Fweb%3Apull");
    }

    [Fact]
    public async Task Bearer_PublicRepository_NeedsNoCredentials()
    {
        await using var lab = await AuthenticationLab.StartAsync(Bearer, null);
        await lab.GetAsync("lab/public");
        Assert.DoesNotContain(lab.Registry.Counters.Requests, request => request.AuthorizationScheme == "Basic");
    }

    [Fact]
    public async Task Bearer_PrivateRepositoryWithoutCredentials_IsUnauthorized()
    {
        await using var lab = await AuthenticationLab.StartAsync(Bearer, null);
        var failure = await lab.FailAsync();
        Assert.Equal(FailureKind.Unauthorized, failure.Kind);
        Assert.Contains("No credentials were sent", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bearer_WrongPassword_QuotesTheIssuer()
    {
        await using var lab = await AuthenticationLab.StartAsync(Bearer, null, Wrong);
        var failure = await lab.FailAsync();
        Assert.Equal(FailureKind.Unauthorized, failure.Kind);
        Assert.Equal(
            $"The token issuer {lab.Registry.Host} refuses lab/web@{Wanted} at {lab.Registry.Host} (401 incorrect username or "
            + "password). "
            + "It was asked with the credentials of pull secret 'team/old': check that they are valid and may pull from the "
            + "repository.", failure.Message);
    }

    [Fact]
    public async Task Bearer_CredentialsThatGetATokenButMayNotPull_GiveWayToTheNext()
    {
        var guest = FixedKeychain.Credential("guest", "guest", "pull secret 'team/guest'");
        await using var lab = await AuthenticationLab.StartAsync(Bearer, null, Wrong, guest, Right);
        await lab.GetAsync();
    }

    [Fact]
    public async Task Bearer_ManyPullsOfOneRepository_ShareOneTokenRequest()
    {
        await using var lab = await AuthenticationLab.StartAsync(Bearer, null, Right);
        // So that the challenge is known, and all of them start with the token.
        await lab.GetAsync("lab/public");
        lab.Registry.Counters.Clear();
        var hang = lab.Registry.Faults.Add(RegistryFault.Hang() with { PathPrefix = "/token" });
        var gets = Enumerable.Range(0, 10).Select(_ => lab.GetAsync()).ToArray();
        await lab.Registry.Counters.WhenReceived(
            request => request.Kind == RequestKind.Token, cancellationToken: TestContext.Current.CancellationToken);
        hang.Dispose();
        await Task.WhenAll(gets);
        Assert.Equal(1, lab.Registry.Counters.TokenRequests);
    }

    [Fact]
    public async Task Bearer_OneOfSeveralWaitersLeaves_TheOthersGetTheirToken()
    {
        await using var lab = await AuthenticationLab.StartAsync(Bearer, null, Right);
        var hang = lab.Registry.Faults.Add(RegistryFault.Hang() with { PathPrefix = "/token" });
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var first = lab.Client.GetManifestAsync("lab/web", Wanted, PullContext.None, leave.Token);
        await lab.Registry.Counters.WhenReceived(request => request.Kind == RequestKind.Token, cancellationToken: leave.Token);
        var second = lab.GetAsync();
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        hang.Dispose();
        await second;
    }

    [Fact]
    public async Task Bearer_TokenNearItsEnd_IsFetchedAnew()
    {
        var time = StoppedClock();
        await using var lab = await AuthenticationLab.StartAsync(
            Bearer with { TokenLifetime = TimeSpan.FromMinutes(5) }, time, Right);
        await lab.GetAsync();
        time.Advance(TimeSpan.FromMinutes(5) - TokenCache.Margin - TimeSpan.FromSeconds(1));
        await lab.GetAsync();
        Assert.Equal(1, lab.Registry.Counters.TokenRequests);
        time.Advance(TimeSpan.FromSeconds(2));
        await lab.GetAsync();
        Assert.Equal(2, lab.Registry.Counters.TokenRequests);
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(0, lab.Client.TokenCount);
    }

    [Fact]
    public async Task Bearer_IssuerThatTellsNoLifetime_Means60Seconds()
    {
        var time = StoppedClock();
        await using var lab = await AuthenticationLab.StartAsync(Bearer with { TellsLifetime = false }, time, Right);
        await lab.GetAsync();
        time.Advance(TimeSpan.FromSeconds(51));
        await lab.GetAsync();
        Assert.Equal(2, lab.Registry.Counters.TokenRequests);
    }

    [Fact]
    public async Task Bearer_RevokedToken_IsReplacedOnce()
    {
        var time = StoppedClock();
        await using var lab = await AuthenticationLab.StartAsync(Bearer, time, Right);
        await lab.GetAsync();
        time.Advance(TimeSpan.FromMinutes(1));
        lab.Registry.Faults.Add(
            RegistryFault.Challenge($"Bearer realm=\"http://{lab.Registry.Host}/token\",service=\"lab-registry\"")
            with
            { Times = 1, PathPrefix = "/v2/" });
        await lab.GetAsync();
        Assert.Equal(2, lab.Registry.Counters.TokenRequests);
    }

    [Fact]
    public async Task Bearer_IssuerIsThrottled_IsThrottled()
    {
        await using var lab = await AuthenticationLab.StartAsync(Bearer, null, Right);
        lab.Registry.Faults.Add(RegistryFault.TooManyRequests(TimeSpan.FromSeconds(50)) with { PathPrefix = "/token" });
        var failure = await lab.FailAsync();
        Assert.Equal(FailureKind.RegistryThrottled, failure.Kind);
        Assert.Equal(TimeSpan.FromSeconds(50), failure.RetryAfter);
    }

    [Theory]
    [InlineData(500, FailureKind.RegistryUnavailable)]
    [InlineData(405, FailureKind.RegistryUnavailable)]
    [InlineData(403, FailureKind.Unauthorized)]
    [InlineData(400, FailureKind.Unauthorized)]
    public async Task Bearer_IssuerFails_IsToldApartFromARefusal(int status, FailureKind kind)
    {
        await using var lab = await AuthenticationLab.StartAsync(Bearer, null, Right);
        lab.Registry.Faults.Add(RegistryFault.Status(status) with { PathPrefix = "/token" });
        Assert.Equal(kind, (await lab.FailAsync()).Kind);
    }

    [Fact]
    public async Task Bearer_IssuerRedirects_IsNotFollowed()
    {
        await using var lab = await AuthenticationLab.StartAsync(Bearer, null, Right);
        lab.Registry.Faults.Add(RegistryFault.Redirect("http://registry.example/token") with { PathPrefix = "/token" });
        Assert.Equal(FailureKind.RegistryUnavailable, (await lab.FailAsync()).Kind);
    }

    [Fact]
    public async Task Bearer_IdentityToken_IsTradedByForm()
    {
        string? host = null;
        await using var server = await LoopbackServer.StartAsync(async context =>
        {
            if (context.Request.Path == "/token") await context.Response.WriteAsJsonAsync(new { access_token = "traded" });
            else if (context.Request.Headers.Authorization == "Bearer traded") await context.Response.Body.WriteAsync(
                SampleImages.Clean.Manifest);
            else
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"http://{host}/token\",service=\"s\"";
            }
        });
        host = server.Host;
        var keychain = new FixedKeychain(Wrong with { IdentityToken = "refresh" });
        using var services = new RegistryServices(null, keychain, $"Registry:Insecure:0={host}");
        await services.Client(host).GetManifestAsync("lab/web", Wanted, PullContext.None, TestContext.Current.CancellationToken);
        var trade = Assert.Single(server.Requests, request => request.Path == "/token");
        Assert.Equal("POST", trade.Method);
        Assert.Null(trade.Authorization);
        Assert.Equal(
            "client_id=scanner grant_type=refresh_token refresh_token=refresh scope=repository:lab/web:pull service=s",
            string.Join(' ', trade.Form.Select(field => $"{field.Key}={field.Value}").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Bearer_OtherPeoplesCredentials_GetTheirOwnToken()
    {
        await using var lab = await AuthenticationLab.StartAsync(Bearer, null, Right);
        await lab.GetAsync();
        // The same registry, through the same client, for someone without credentials.
        lab.Keychain.Only(asked => asked.Context == PullContext.None);
        var failure = await Assert.ThrowsAsync<ScanException>(() => lab.Client.GetManifestAsync(
            "lab/web", Wanted, new PullContext { Namespace = "other" }, TestContext.Current.CancellationToken));
        Assert.Equal(FailureKind.Unauthorized, failure.Kind);
    }
}
