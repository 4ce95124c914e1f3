using Scanner.Failures;
using Scanner.Images;
using Scanner.Testing.Images;
using Scanner.Testing.Registry.Authentication;
using Scanner.Testing.Registry.Faults;
using static Scanner.Grains.Tests.Registry.AuthenticationLab;

namespace Scanner.Grains.Tests.Registry;

public sealed class BasicAuthenticationTests
{
    [Fact]
    public async Task Basic_WithCredentials_Pulls()
    {
        await using var lab = await AuthenticationLab.StartAsync(Basic, null, Right);
        await lab.GetAsync();
        await lab.GetAsync();
        // The challenge is remembered: the second operation authenticates at once.
        Assert.Equal(1, lab.Registry.Counters.Unauthorized);
        Assert.Equal(2, lab.Keychain.Questions.Count);
        Assert.Equal(
            (lab.Registry.Host, "lab/web"), lab.Keychain.Questions.Select(asked => (asked.Host, asked.Repository)).First());
    }

    [Fact]
    public async Task Basic_SeveralCredentials_TriesThemInOrderAndRemembersTheOneThatWorks()
    {
        await using var lab = await AuthenticationLab.StartAsync(Basic, null, Wrong, Right);
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
        await using var lab = await AuthenticationLab.StartAsync(Basic, null);
        var failure = await lab.FailAsync();
        Assert.Equal(FailureKind.Unauthorized, failure.Kind);
        Assert.Equal(
            $"{lab.Registry.Host} answered that it refuses lab/web@{Wanted} at {lab.Registry.Host} (401 UNAUTHORIZED: "
            + "authentication required). "
            + $"No credentials were sent, because none are known for it: name a pull secret for {lab.Registry.Host} in the "
            + "pod's imagePullSecrets "
            + "or its service account, or ask Scanner's operator for Registry:CredentialsFile.", failure.Message);
    }

    [Fact]
    public async Task Basic_WrongCredentials_SaysWhoseTheyWereAndNotWhatTheyAre()
    {
        await using var lab = await AuthenticationLab.StartAsync(Basic, null, Wrong);
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
            if (context.Request.Headers.Authorization == BasicValue(Right)) return context.Response.Body.WriteAsync(
                SampleImages.Clean.Manifest).AsTask();
            context.Response.StatusCode = context.Request.Path == "/v2/" ? 401 : refusal;
            if (context.Request.Path == "/v2/") context.Response.Headers.WWWAuthenticate = "Basic realm=\"r\"";
            return Task.CompletedTask;
        });
        using var services = new RegistryServices(null, new FixedKeychain(Right), $"Registry:Insecure:0={server.Host}");
        await services.Client(server.Host).GetManifestAsync(
            "lab/web", Wanted, PullContext.None, TestContext.Current.CancellationToken);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task ResolveTag_WrongCredentials_AreSentOnce()
    {
        await using var lab = await AuthenticationLab.StartAsync(Basic, null, Wrong);
        var failure = await Assert.ThrowsAsync<ScanException>(
            () => lab.Client.ResolveTagAsync("lab/web", "v1", PullContext.None, TestContext.Current.CancellationToken));
        Assert.Equal(FailureKind.Unauthorized, failure.Kind);
        Assert.Single(lab.Registry.Counters.Requests, request => request.HasAuthorization);
    }

    [Fact]
    public async Task Basic_IdentityTokenOnly_SaysThatItWillNotDo()
    {
        await using var lab = await AuthenticationLab.StartAsync(
            Basic, null, Wrong with { Password = "", IdentityToken = "refresh" });
        Assert.Contains("has only an identity token", (await lab.FailAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Negotiate", "wants authentication by Negotiate")]
    [InlineData("Bearer service=\"x\"", "without naming an issuer's address")]
    [InlineData("Bearer realm=\"not a url\"", "without naming an issuer's address")]
    [InlineData("@@@", "No credentials were sent")]
    public async Task Challenge_ThatCannotBeMet_SaysWhy(string challenge, string reason)
    {
        await using var lab = await AuthenticationLab.StartAsync(RegistryAccess.Anonymous, null, Right);
        lab.Registry.Faults.Add(RegistryFault.Challenge(challenge));
        Assert.Contains(reason, (await lab.FailAsync()).Message, StringComparison.Ordinal);
    }
}
