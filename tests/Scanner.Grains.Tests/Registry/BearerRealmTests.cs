using Microsoft.AspNetCore.Http;
using Scanner.Failures;
using static Scanner.Grains.Tests.Registry.AuthenticationLab;

namespace Scanner.Grains.Tests.Registry;

public sealed class BearerRealmTests
{
    [Fact]
    public async Task Bearer_RealmOfAStranger_NeverSeesTheCredentials()
    {
        await using var stranger = await LoopbackServer.StartAsync(
            context => context.Response.WriteAsJsonAsync(new { token = "anonymous" }), System.Net.IPAddress.Parse("127.0.0.2"));
        await using var lab = await AuthenticationLab.StartAsync(Bearer, null, [$"Registry:Insecure:1={stranger.Host}"], Right);
        lab.Registry.Faults.TokenRealm = $"http://{stranger.Host}/token";
        Assert.Equal(FailureKind.Unauthorized, (await lab.FailAsync()).Kind);
        Assert.Null(Assert.Single(stranger.Requests).Authorization);
    }

    [Fact]
    public async Task Bearer_RealmOfAStrangerThatRefuses_SaysWhichKey()
    {
        await using var stranger = await LoopbackServer.StartAsync(
            context => context.Response.StatusCode = 401, System.Net.IPAddress.Parse("127.0.0.2"));
        await using var lab = await AuthenticationLab.StartAsync(Bearer, null, [$"Registry:Insecure:1={stranger.Host}"], Right);
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
        await using var lab = await AuthenticationLab.StartAsync(
            Bearer, null, [$"Registry:Insecure:1={issuer.Host}", $"Registry:Realms:0={issuer.Host}"], Right);
        lab.Registry.Faults.TokenRealm = $"http://{issuer.Host}/token";
        await lab.FailAsync();
        Assert.Equal(BasicValue(Right), Assert.Single(issuer.Requests).Authorization);
    }

    [Fact]
    public async Task Bearer_RealmAtAnAddressNobodyListed_IsNotConnectedTo()
    {
        await using var inside = await LoopbackServer.StartAsync(context => context.Response.StatusCode = 200);
        await using var lab = await AuthenticationLab.StartAsync(Bearer, null, Right);
        lab.Registry.Faults.TokenRealm = $"http://{inside.Host}/token";
        Assert.Equal(FailureKind.AddressRefused, (await lab.FailAsync()).Kind);
        Assert.Empty(inside.Requests);
    }
}
