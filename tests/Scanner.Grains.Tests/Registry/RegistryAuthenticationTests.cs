using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Scanner.Failures;
using Scanner.Grains.Registry;
using Scanner.Grains.Registry.Auth;
using Scanner.Grains.Registry.Credentials;
using Scanner.Images;
using Scanner.Testing.Images;
using Scanner.Testing.Registry;
using Scanner.Testing.Registry.Authentication;
using Scanner.Testing.Registry.Faults;

namespace Scanner.Grains.Tests.Registry;

public sealed class RegistryAuthenticationTests
{
    private static readonly Digest Wanted = Digest.Parse(SampleImages.Clean.Digest);

    private static readonly RegistryCredential Right = FixedKeychain.Credential("lab", "hunter2");
    private static readonly RegistryCredential Wrong = FixedKeychain.Credential("lab", "wrong", "pull secret 'team/old'");

    private static readonly BasicAccess Basic = new() { Users = [new RegistryUser("lab", "hunter2")] };

    private static readonly BearerAccess Bearer = new()
    {
        Users = [new RegistryUser("lab", "hunter2"), new RegistryUser("guest", "guest") { Repositories = ["lab/other"] }],
        PublicRepositories = ["lab/public"],
    };

    [Fact]
    public async Task Basic_WithCredentials_Pulls()
    {
        await using var lab = await Lab.StartAsync(Basic, null, Right);
        await lab.GetAsync();
        await lab.GetAsync();
        // The challenge is remembered: the second operation authenticates at once.
        Assert.Equal(1, lab.Registry.Counters.Unauthorized);
        Assert.Equal(2, lab.Keychain.Questions.Count);
        Assert.Equal((lab.Registry.Host, "lab/web"), lab.Keychain.Questions.Select(asked => (asked.Host, asked.Repository)).First());
    }

    [Fact]
    public async Task Basic_SeveralCredentials_TriesThemInOrderAndRemembersTheOneThatWorks()
    {
        await using var lab = await Lab.StartAsync(Basic, null, Wrong, Right);
        await lab.GetAsync();
        Assert.Equal(2, lab.Registry.Counters.Unauthorized);
        await lab.GetAsync();
        Assert.Equal(2, lab.Registry.Counters.Unauthorized);
        var access = await lab.GrantAsync();
        Assert.Equal(BasicValue(Right), access.Authorization);
    }

    [Fact]
    public async Task Basic_NoCredentials_SaysThatNoneWereSent()
    {
        await using var lab = await Lab.StartAsync(Basic, null);
        var failure = await lab.FailAsync();
        Assert.Equal(FailureKind.Unauthorized, failure.Kind);
        Assert.Equal(
            $"{lab.Registry.Host} answered that it refuses lab/web@{Wanted} at {lab.Registry.Host} (401 UNAUTHORIZED: authentication required). "
            + $"No credentials were sent, because none are known for it: name a pull secret for {lab.Registry.Host} in the pod's imagePullSecrets "
            + "or its service account, or ask Scanner's operator for Registry:CredentialsFile.", failure.Message);
    }

    [Fact]
    public async Task Basic_WrongCredentials_SaysWhoseTheyWereAndNotWhatTheyAre()
    {
        await using var lab = await Lab.StartAsync(Basic, null, Wrong);
        var failure = await lab.FailAsync();
        Assert.Equal(FailureKind.Unauthorized, failure.Kind);
        Assert.Contains("the credentials of pull secret 'team/old'", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Wrong.Password, failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)]
    public async Task Basic_RegistryThatChallengesOnlyAtItsRoot_IsAskedThere(int refusal)
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            if (context.Request.Headers.Authorization == BasicValue(Right)) return context.Response.Body.WriteAsync(SampleImages.Clean.Manifest).AsTask();
            context.Response.StatusCode = context.Request.Path == "/v2/" ? 401 : refusal;
            if (context.Request.Path == "/v2/") context.Response.Headers.WWWAuthenticate = "Basic realm=\"r\"";
            return Task.CompletedTask;
        });
        using var services = new RegistryServices(null, new FixedKeychain(Right), $"Registry:Insecure:0={server.Host}");
        await services.Client(server.Host).GetManifestAsync("lab/web", Wanted, PullContext.None, TestContext.Current.CancellationToken);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task ResolveTag_WrongCredentials_AreSentOnce()
    {
        await using var lab = await Lab.StartAsync(Basic, null, Wrong);
        var failure = await Assert.ThrowsAsync<ScanException>(
            () => lab.Client.ResolveTagAsync("lab/web", "v1", PullContext.None, TestContext.Current.CancellationToken));
        Assert.Equal(FailureKind.Unauthorized, failure.Kind);
        Assert.Single(lab.Registry.Counters.Requests, request => request.HasAuthorization);
    }

    [Fact]
    public async Task Basic_IdentityTokenOnly_SaysThatItWillNotDo()
    {
        await using var lab = await Lab.StartAsync(Basic, null, Wrong with { Password = "", IdentityToken = "refresh" });
        Assert.Contains("has only an identity token", (await lab.FailAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("token")]
    [InlineData("access_token")]
    public async Task Bearer_WithCredentials_PullsWithOneTokenPerRepository(string member)
    {
        await using var lab = await Lab.StartAsync(Bearer with { TokenMembers = [member] }, null, Right);
        await lab.GetAsync();
        await lab.GetAsync();
        Assert.Equal(1, lab.Registry.Counters.TokenRequests);
        Assert.Equal(1, lab.Client.TokenCount);
        await lab.GetAsync("lab/public");
        Assert.Equal(2, lab.Registry.Counters.TokenRequests);
        Assert.Contains(lab.Registry.Counters.Requests, request => request.Path == "/token?service=lab-registry&scope=repository%3Alab%2Fweb%3Apull");
    }

    [Fact]
    public async Task Bearer_PublicRepository_NeedsNoCredentials()
    {
        await using var lab = await Lab.StartAsync(Bearer, null);
        await lab.GetAsync("lab/public");
        Assert.DoesNotContain(lab.Registry.Counters.Requests, request => request.AuthorizationScheme == "Basic");
    }

    [Fact]
    public async Task Bearer_PrivateRepositoryWithoutCredentials_IsUnauthorized()
    {
        await using var lab = await Lab.StartAsync(Bearer, null);
        var failure = await lab.FailAsync();
        Assert.Equal(FailureKind.Unauthorized, failure.Kind);
        Assert.Contains("No credentials were sent", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bearer_WrongPassword_QuotesTheIssuer()
    {
        await using var lab = await Lab.StartAsync(Bearer, null, Wrong);
        var failure = await lab.FailAsync();
        Assert.Equal(FailureKind.Unauthorized, failure.Kind);
        Assert.Equal(
            $"The token issuer {lab.Registry.Host} refuses lab/web@{Wanted} at {lab.Registry.Host} (401 incorrect username or password). "
            + "It was asked with the credentials of pull secret 'team/old': check that they are valid and may pull from the repository.", failure.Message);
    }

    [Fact]
    public async Task Bearer_CredentialsThatGetATokenButMayNotPull_GiveWayToTheNext()
    {
        var guest = FixedKeychain.Credential("guest", "guest", "pull secret 'team/guest'");
        await using var lab = await Lab.StartAsync(Bearer, null, Wrong, guest, Right);
        await lab.GetAsync();
    }

    [Fact]
    public async Task Bearer_ManyPullsOfOneRepository_ShareOneTokenRequest()
    {
        await using var lab = await Lab.StartAsync(Bearer, null, Right);
        var hang = lab.Registry.Faults.Add(RegistryFault.Hang() with { PathPrefix = "/token" });
        var gets = Enumerable.Range(0, 10).Select(_ => lab.GetAsync()).ToArray();
        await lab.Registry.Counters.WhenReceived(request => request.Kind == RequestKind.Manifest, 10, TestContext.Current.CancellationToken);
        hang.Dispose();
        await Task.WhenAll(gets);
        Assert.Equal(1, lab.Registry.Counters.TokenRequests);
    }

    [Fact]
    public async Task Bearer_OneOfSeveralWaitersLeaves_TheOthersGetTheirToken()
    {
        await using var lab = await Lab.StartAsync(Bearer, null, Right);
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
        await using var lab = await Lab.StartAsync(Bearer with { TokenLifetime = TimeSpan.FromMinutes(5) }, time, Right);
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
        await using var lab = await Lab.StartAsync(Bearer with { TellsLifetime = false }, time, Right);
        await lab.GetAsync();
        time.Advance(TimeSpan.FromSeconds(51));
        await lab.GetAsync();
        Assert.Equal(2, lab.Registry.Counters.TokenRequests);
    }

    [Fact]
    public async Task GrantBlobAccess_TokenWithLessThanTheLeastLifetime_IsRenewed()
    {
        var time = StoppedClock();
        await using var lab = await Lab.StartAsync(Bearer with { TokenLifetime = TimeSpan.FromMinutes(5) }, time, Right);
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
        await using var lab = await Lab.StartAsync(Bearer with { TokenLifetime = TimeSpan.FromSeconds(30) }, time, Right);
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
        await using var lab = await Lab.StartAsync(Bearer, null, Right);
        var access = await lab.GrantAsync();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(access.Registry, $"v2/lab/web/blobs/{SampleImages.Clean.Layers[0].Digest}"));
        request.Headers.TryAddWithoutValidation("Authorization", access.Authorization);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(SampleImages.Clean.Layers[0].Content, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task GrantBlobAccess_Refused_IsUnauthorized()
    {
        await using var lab = await Lab.StartAsync(Bearer, null, Wrong);
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
        var access = await services.Client(server.Host).GrantBlobAccessAsync("lab/web", PullContext.None, TestContext.Current.CancellationToken);
        Assert.Equal(BasicValue(Right), access.Authorization);
        Assert.Equal(["/v2/", "/v2/lab/web/tags/list?n=1", "/v2/lab/web/tags/list?n=1"], server.Requests.Select(request => request.Path));
    }

    [Fact]
    public async Task Bearer_RevokedToken_IsReplacedOnce()
    {
        var time = StoppedClock();
        await using var lab = await Lab.StartAsync(Bearer, time, Right);
        await lab.GetAsync();
        time.Advance(TimeSpan.FromMinutes(1));
        lab.Registry.Faults.Add(RegistryFault.Challenge($"Bearer realm=\"http://{lab.Registry.Host}/token\",service=\"lab-registry\"")
            with { Times = 1, PathPrefix = "/v2/" });
        await lab.GetAsync();
        Assert.Equal(2, lab.Registry.Counters.TokenRequests);
    }

    [Fact]
    public async Task Bearer_RealmOfAStranger_NeverSeesTheCredentials()
    {
        await using var stranger = await LoopbackServer.StartAsync(
            context => context.Response.WriteAsJsonAsync(new { token = "anonymous" }), System.Net.IPAddress.Parse("127.0.0.2"));
        await using var lab = await Lab.StartAsync(Bearer, null, [$"Registry:Insecure:1={stranger.Host}"], Right);
        lab.Registry.Faults.TokenRealm = $"http://{stranger.Host}/token";
        Assert.Equal(FailureKind.Unauthorized, (await lab.FailAsync()).Kind);
        Assert.Null(Assert.Single(stranger.Requests).Authorization);
    }

    [Fact]
    public async Task Bearer_RealmOfAStrangerThatRefuses_SaysWhichKey()
    {
        await using var stranger = await LoopbackServer.StartAsync(
            context => context.Response.StatusCode = 401, System.Net.IPAddress.Parse("127.0.0.2"));
        await using var lab = await Lab.StartAsync(Bearer, null, [$"Registry:Insecure:1={stranger.Host}"], Right);
        lab.Registry.Faults.TokenRealm = $"http://{stranger.Host}/token";
        var failure = await lab.FailAsync();
        Assert.Equal(FailureKind.Unauthorized, failure.Kind);
        Assert.Contains($"list '{stranger.Host}' under Registry:Realms", failure.Message, StringComparison.Ordinal);
        Assert.Contains("pull secret 'team/regcred'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bearer_RealmThatIsListed_SeesTheCredentials()
    {
        await using var issuer = await LoopbackServer.StartAsync(
            context => context.Response.StatusCode = 403, System.Net.IPAddress.Parse("127.0.0.2"));
        await using var lab = await Lab.StartAsync(
            Bearer, null, [$"Registry:Insecure:1={issuer.Host}", $"Registry:Realms:0={issuer.Host}"], Right);
        lab.Registry.Faults.TokenRealm = $"http://{issuer.Host}/token";
        await lab.FailAsync();
        Assert.Equal(BasicValue(Right), Assert.Single(issuer.Requests).Authorization);
    }

    [Fact]
    public async Task Bearer_RealmAtAnAddressNobodyListed_IsNotConnectedTo()
    {
        await using var inside = await LoopbackServer.StartAsync(context => context.Response.StatusCode = 200);
        await using var lab = await Lab.StartAsync(Bearer, null, Right);
        lab.Registry.Faults.TokenRealm = $"http://{inside.Host}/token";
        Assert.Equal(FailureKind.AddressRefused, (await lab.FailAsync()).Kind);
        Assert.Empty(inside.Requests);
    }

    [Theory]
    [InlineData("Negotiate", "wants authentication by Negotiate")]
    [InlineData("Bearer service=\"x\"", "without naming an issuer's address")]
    [InlineData("Bearer realm=\"not a url\"", "without naming an issuer's address")]
    [InlineData("@@@", "No credentials were sent")]
    public async Task Challenge_ThatCannotBeMet_SaysWhy(string challenge, string reason)
    {
        await using var lab = await Lab.StartAsync(RegistryAccess.Anonymous, null, Right);
        lab.Registry.Faults.Add(RegistryFault.Challenge(challenge));
        Assert.Contains(reason, (await lab.FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bearer_IssuerIsThrottled_IsThrottled()
    {
        await using var lab = await Lab.StartAsync(Bearer, null, Right);
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
        await using var lab = await Lab.StartAsync(Bearer, null, Right);
        lab.Registry.Faults.Add(RegistryFault.Status(status) with { PathPrefix = "/token" });
        Assert.Equal(kind, (await lab.FailAsync()).Kind);
    }

    [Fact]
    public async Task Bearer_IssuerRedirects_IsNotFollowed()
    {
        await using var lab = await Lab.StartAsync(Bearer, null, Right);
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
            else if (context.Request.Headers.Authorization == "Bearer traded") await context.Response.Body.WriteAsync(SampleImages.Clean.Manifest);
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
            string.Join(' ', trade.Form.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}={field.Value}")));
    }

    [Fact]
    public async Task Bearer_OtherPeoplesCredentials_GetTheirOwnToken()
    {
        await using var lab = await Lab.StartAsync(Bearer, null, Right);
        await lab.GetAsync();
        // The same registry, through the same client, for someone without credentials.
        lab.Keychain.Only(asked => asked.Context == PullContext.None);
        var failure = await Assert.ThrowsAsync<ScanException>(() => lab.Client.GetManifestAsync(
            "lab/web", Wanted, new PullContext { Namespace = "other" }, TestContext.Current.CancellationToken));
        Assert.Equal(FailureKind.Unauthorized, failure.Kind);
    }

    // Kestrel dates its answers by the machine's clock, and a token's age is the time from issued_at to that.
    private static FakeTimeProvider StoppedClock() => new(TimeProvider.System.GetUtcNow());

    private static string BasicValue(RegistryCredential credential) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Password}"));

    private sealed class Lab(RegistryStandIn registry, RegistryServices services, FixedKeychain keychain) : IAsyncDisposable
    {
        public RegistryStandIn Registry => registry;

        public FixedKeychain Keychain => keychain;

        public RegistryClient Client { get; } = services.Client(registry.Host);

        public static Task<Lab> StartAsync(RegistryAccess access, TimeProvider? time, params RegistryCredential[] credentials) =>
            StartAsync(access, time, [], credentials);

        public static async Task<Lab> StartAsync(
            RegistryAccess access, TimeProvider? time, IEnumerable<string> settings, params RegistryCredential[] credentials)
        {
            var options = new RegistryStandInOptions { Access = access, Time = time ?? TimeProvider.System };
            var registry = await RegistryStandIn.StartAsync(options, TestContext.Current.CancellationToken);
            registry.Push(SampleImages.Clean, "lab/web", "v1");
            registry.Push(SampleImages.Clean, "lab/public", "v1");
            var keychain = new FixedKeychain(credentials);
            return new Lab(registry, new RegistryServices(time, keychain, [$"Registry:Insecure:0={registry.Host}", .. settings]), keychain);
        }

        public Task<RawManifest> GetAsync(string repository = "lab/web") =>
            Client.GetManifestAsync(repository, Wanted, PullContext.None, TestContext.Current.CancellationToken);

        public Task<ScanException> FailAsync() => Assert.ThrowsAsync<ScanException>(() => GetAsync());

        public Task<BlobAccess> GrantAsync() => Client.GrantBlobAccessAsync("lab/web", PullContext.None, TestContext.Current.CancellationToken);

        public async ValueTask DisposeAsync()
        {
            services.Dispose();
            await registry.DisposeAsync();
        }
    }
}
