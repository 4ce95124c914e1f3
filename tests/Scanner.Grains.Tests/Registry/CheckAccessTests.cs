using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Scanner.Failures;
using Scanner.Grains.Access;
using Scanner.Images;
using Scanner.Testing;
using Scanner.Testing.Registry.Authentication;
using Scanner.Testing.Registry.Faults;
using static Scanner.Grains.Tests.Registry.AuthenticationLab;

namespace Scanner.Grains.Tests.Registry;

/// <summary>What a registry's client takes as proof that a manifest may be pulled, and what that costs the registry.</summary>
public sealed class CheckAccessTests
{
    private static readonly PullContext Other = new() { Namespace = "other" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CheckAccess_PulledAnonymouslyBefore_IsForEverybodyAndAsksNobody()
    {
        await using var lab = await AuthenticationLab.StartAsync(RegistryAccess.Anonymous, null, Right);
        await lab.GetAsync();
        var requests = lab.Registry.Counters.Requests.Count;

        for (var i = 0; i < 1000; i++)
            Assert.True((await CheckAsync(lab, new PullContext { Namespace = $"team-{i}" })).IsForEverybody);

        Assert.Equal(requests, lab.Registry.Counters.Requests.Count);
        Assert.Empty(lab.Keychain.Questions);
    }

    [Fact]
    public async Task CheckAccess_SameCredentialsInAnotherNamespace_AsksNobody()
    {
        await using var lab = await AuthenticationLab.StartAsync(Basic, null, Right);
        await lab.GetAsync();
        var requests = lab.Registry.Counters.Requests.Count;

        Assert.False((await CheckAsync(lab, Other)).IsForEverybody);
        Assert.Equal(requests, lab.Registry.Counters.Requests.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CheckAccess_NoCredentialsThere_IsRefusedAsAColdPullIs(bool isBasic)
    {
        await using var lab = await AuthenticationLab.StartAsync(isBasic ? Basic : Bearer, null, Right);
        await lab.GetAsync();
        lab.Keychain.Only(asked => asked.Context != Other);

        var refusal = await Assert.ThrowsAsync<ScanException>(() => CheckAsync(lab, Other));
        var cold = await Assert.ThrowsAsync<ScanException>(() => lab.Client.GetManifestAsync("lab/web", Wanted, Other, Token));

        Assert.Equal(FailureKind.Unauthorized, refusal.Kind);
        // An answer to HEAD has no body to quote.
        Assert.Equal(cold.Message.Replace(" UNAUTHORIZED: authentication required", "", StringComparison.Ordinal), refusal.Message);
        Assert.Equal(1, lab.Registry.Counters.ManifestHeads);
    }

    [Fact]
    public async Task CheckAccess_OtherCredentials_CostsOneHead()
    {
        var second = FixedKeychain.Credential("second", "secret");
        await using var lab = await AuthenticationLab.StartAsync(
            Basic with { Users = [.. Basic.Users, new RegistryUser("second", "secret")] }, null, Right);
        await lab.GetAsync();
        lab.Keychain.Credentials = [second];
        var gets = lab.Registry.Counters.ManifestGets;

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => CheckAsync(lab, Other)));

        Assert.Equal((gets, 1), (lab.Registry.Counters.ManifestGets, lab.Registry.Counters.ManifestHeads));
    }

    [Fact]
    public async Task CheckAccess_OperatorsCredentials_AreForEverybody()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("config.json");
        await using var lab = await AuthenticationLab.StartAsync(Basic, null);
        var config = $$"""{"auths":{"{{lab.Registry.Host}}":{"username":"lab","password":"hunter2"} } }""";
        await File.WriteAllTextAsync(file, config, Token);
        using var services = new RegistryServices(
            null, lab.Keychain, $"Registry:Insecure:0={lab.Registry.Host}", $"Registry:CredentialsFile={file}");
        var client = services.Client(lab.Registry.Host);
        await client.GetManifestAsync("lab/web", Wanted, PullContext.None, Token);
        var (requests, looks) = (lab.Registry.Counters.Requests.Count, lab.Keychain.Questions.Count);

        Assert.True((await client.CheckAccessAsync("lab/web", Wanted, Other, Token)).IsForEverybody);
        Assert.Equal((requests, looks), (lab.Registry.Counters.Requests.Count, lab.Keychain.Questions.Count));

        await File.WriteAllTextAsync(file, "{}", Token);
        await Assert.ThrowsAsync<ScanException>(() => client.CheckAccessAsync("lab/web", Wanted, Other, Token));
    }

    [Fact]
    public async Task CheckAccess_OldProof_IsAskedForAgain()
    {
        var time = StoppedClock();
        await using var lab = await AuthenticationLab.StartAsync(Basic, time, Right);
        await lab.GetAsync();

        time.Advance(AccessTimes.Lifetime - AccessTimes.RenewBefore - TimeSpan.FromSeconds(1));
        Assert.Equal(AccessTimes.RenewBefore + TimeSpan.FromSeconds(1), (await CheckAsync(lab, Other)).Lifetime);
        Assert.Equal(0, lab.Registry.Counters.ManifestHeads);

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(AccessTimes.Lifetime, (await CheckAsync(lab, Other)).Lifetime);
        Assert.Equal(1, lab.Registry.Counters.ManifestHeads);
    }

    [Fact]
    public async Task CheckAccess_RegistryThatSaysYesToEverything_MustShowTheManifest()
    {
        await using var server = await LoopbackServer.StartAsync(context =>
        {
            context.Response.Headers["Docker-Content-Digest"] = Wanted.ToString();
            return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync("{}"u8.ToArray()).AsTask();
        });
        using var services = new RegistryServices($"Registry:Insecure:0={server.Host}");
        var client = services.Client(server.Host);
        Assert.Equal(Wanted, await client.ResolveTagAsync("evil/web", "v1", Other, Token));

        var refusal = await Assert.ThrowsAsync<ScanException>(() => client.CheckAccessAsync("evil/web", Wanted, Other, Token));

        Assert.Equal(FailureKind.ManifestInvalid, refusal.Kind);
    }

    [Fact]
    public async Task CheckAccess_AnotherRepositoryOfTheSameRegistry_ProvesNothing()
    {
        await using var lab = await AuthenticationLab.StartAsync(RegistryAccess.Anonymous, null);
        await lab.GetAsync();

        var refusal = await Assert.ThrowsAsync<ScanException>(() => lab.Client.CheckAccessAsync("lab/empty", Wanted, Other, Token));

        Assert.Equal(FailureKind.NotFound, refusal.Kind);
    }

    [Fact]
    public async Task CheckAccess_TagResolvedWithTheSameCredentials_NeedsNoHeadByDigest()
    {
        var time = StoppedClock();
        await using var lab = await AuthenticationLab.StartAsync(Basic, time, Right);
        await lab.GetAsync();
        time.Advance(AccessTimes.Lifetime);
        await lab.Client.ResolveTagAsync("lab/web", "v1", Other, Token);

        await CheckAsync(lab, Other);

        Assert.Equal(1, lab.Registry.Counters.ManifestHeads);
    }

    [Theory]
    [InlineData(503, FailureKind.RegistryUnavailable)]
    [InlineData(429, FailureKind.RegistryThrottled)]
    [InlineData(403, FailureKind.Unauthorized)]
    [InlineData(404, FailureKind.NotFound)]
    public async Task CheckAccess_RegistryFails_SaysHow(int status, FailureKind kind)
    {
        await using var lab = await AuthenticationLab.StartAsync(Basic, null, Right);
        await lab.GetAsync();
        lab.Keychain.Credentials = [Wrong];
        lab.Registry.Faults.Add(RegistryFault.Status(status));

        Assert.Equal(kind, (await Assert.ThrowsAsync<ScanException>(() => CheckAsync(lab, Other))).Kind);
    }

    [Fact]
    public async Task CheckAccess_RegistryHangs_CountsAsAwaySoon()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var lab = await AuthenticationLab.StartAsync(Basic, time, Right);
        await lab.GetAsync();
        lab.Keychain.Credentials = [Wrong];
        using var hang = lab.Registry.Faults.Add(RegistryFault.Hang());
        var before = lab.Registry.Counters.Requests.Count;

        var check = CheckAsync(lab, Other);
        while (lab.Registry.Counters.Requests.Count == before) await Task.Yield();
        time.Advance(AccessTimes.CheckTimeout);

        var failure = await Assert.ThrowsAsync<ScanException>(() => check);
        Assert.Equal(FailureKind.RegistryUnavailable, failure.Kind);
        Assert.Contains("did not answer in 5 s", failure.Message, StringComparison.Ordinal);
    }

    private static Task<PullGrant> CheckAsync(AuthenticationLab lab, PullContext pullContext) =>
        lab.Client.CheckAccessAsync("lab/web", Wanted, pullContext, Token);
}
