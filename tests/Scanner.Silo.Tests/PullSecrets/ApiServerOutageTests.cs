using System.Net;
using Microsoft.Extensions.Time.Testing;
using Scanner.Grains.Registry.Credentials;
using Scanner.Images;
using Scanner.Silo.PullSecrets;

namespace Scanner.Silo.Tests.PullSecrets;

public sealed class ApiServerOutageTests
{
    private static readonly PullContext Pod = new() { Namespace = "team", PullSecretNames = ["first", "second"] };

    public static TheoryData<string, string> Outages => new()
    {
        { "refused", "the API server cannot be reached: connection refused" },
        { "500", "the API server answered 500 Internal Server Error" },
        { "429", "the API server answered 429 Too Many Requests" },
        { "401", "the API server answered 401 Unauthorized" },
        { "garbage", "the answer was no JSON, so a proxy gave it and not the API server" },
    };

    [Theory]
    [MemberData(nameof(Outages))]
    public async Task Resolve_ApiServerAway_IsIncompleteAndAsksNoMore(string outage, string reason)
    {
        using var api = outage switch
        {
            "refused" => FakeApi.Failing(new HttpRequestException("connection refused")),
            "garbage" => FakeApi.Answering(HttpStatusCode.OK, "<html>"),
            _ => FakeApi.Answering((HttpStatusCode)int.Parse(outage, System.Globalization.CultureInfo.InvariantCulture)),
        };

        var search = await ResolveAsync(api, Pod);

        Assert.True(search.IsIncomplete);
        Assert.Empty(search.Credentials);
        Assert.Equal([$"Secret 'first' in namespace 'team' could not be read: {reason}. Try again."], search.Problems);
        Assert.Single(api.Asked);
    }

    [Fact]
    public async Task Resolve_ApiServerHangs_EndsInTime()
    {
        var time = new FakeTimeProvider();
        using var api = FakeApi.Hanging();
        using var client = api.Connect();
        using var keychain = new PullSecretKeychain(client, time);

        var search = keychain.ResolveAsync("registry.example", "team/web", Pod, TestContext.Current.CancellationToken).AsTask();
        time.Advance(PullSecretKeychain.SearchTimeout);

        var found = await search;
        Assert.True(found.IsIncomplete);
        Assert.Equal(
            ["Pull secrets in namespace 'team' could not be read: the API server did not answer within 5 s. Try again."],
            found.Problems);
    }

    [Theory]
    [InlineData("../../x")]
    [InlineData("a/b")]
    [InlineData("%2e%2e")]
    [InlineData("a?watch=true")]
    [InlineData("Regcred")]
    [InlineData("regcred\n")]
    [InlineData("")]
    public async Task Resolve_NamesNoObjectHas_AreNotAskedFor(string name)
    {
        using var api = FakeApi.Answering(HttpStatusCode.NotFound);

        var search = await ResolveAsync(
            api, new PullContext { Namespace = "team", PullSecretNames = [name], ServiceAccountName = "../x" });

        Assert.Empty(api.Asked);
        Assert.Equal(
            [
                "imagePullSecrets has a name in namespace 'team' that no Secret can have.",
                "The pod's serviceAccountName is none that a ServiceAccount can have.",
            ],
            search.Problems);
    }

    [Theory]
    [InlineData("../kube-system")]
    [InlineData("a.b")]
    [InlineData("Team")]
    [InlineData("")]
    public async Task Resolve_NamespacesThatCannotBe_AreNotAskedFor(string name)
    {
        using var api = FakeApi.Answering(HttpStatusCode.NotFound);

        await ResolveAsync(api, new PullContext { Namespace = name, PullSecretNames = ["regcred"] });

        Assert.Empty(api.Asked);
    }

    [Fact]
    public async Task Resolve_LongestNames_AreAskedForAsTheyAre()
    {
        using var api = FakeApi.Answering(HttpStatusCode.NotFound);
        var (label, name) = (new string('n', 63), $"a.b-c.{new string('s', 247)}");

        await ResolveAsync(api, new PullContext { Namespace = label, PullSecretNames = [name], ServiceAccountName = name });

        Assert.Equal([$"/api/v1/namespaces/{label}/secrets/{name}", $"/api/v1/namespaces/{label}/serviceaccounts/{name}"], api.Asked);
    }

    private static async Task<CredentialSearch> ResolveAsync(FakeApi api, PullContext pod)
    {
        using var client = api.Connect();
        using var keychain = new PullSecretKeychain(client, TimeProvider.System);
        return await keychain.ResolveAsync("registry.example", "team/web", pod, TestContext.Current.CancellationToken);
    }
}
