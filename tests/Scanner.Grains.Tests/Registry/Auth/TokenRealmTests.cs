using Scanner.Failures;
using Scanner.Grains.Registry;
using Scanner.Grains.Registry.Auth;
using Scanner.Images;

namespace Scanner.Grains.Tests.Registry.Auth;

public sealed class TokenRealmTests
{
    private static readonly RegistryOptions Options = new()
    {
        Insecure = ["plain.example:5000", "tokens.example:5001"],
        Realms = ["issuer.other", "issuer.other:8443"],
    };

    [Theory]
    [InlineData("docker.io", "https://auth.docker.io/token")]
    [InlineData("ghcr.io", "https://ghcr.io/token")]
    [InlineData("ghcr.io", "https://auth.ghcr.io/token")]
    [InlineData("registry.gitlab.com", "https://gitlab.com/jwt/auth")]
    [InlineData("registry.example:5000", "https://registry.example:5001/token")]
    [InlineData("registry.team.example", "https://issuer.other/token")]
    [InlineData("registry.team.example", "https://issuer.other:8443/token")]
    [InlineData("plain.example:5000", "http://plain.example:5000/token")]
    [InlineData("192.0.2.7:5000", "https://192.0.2.7/token")]
    public void Of_IssuerOfTheRegistry_MaySeeCredentials(string host, string realm) =>
        Assert.True(Of(host, realm).MaySeeCredentials);

    [Theory]
    [InlineData("docker.io", "https://auth.docker.io.evil.example/token")]
    [InlineData("docker.io", "https://evildocker.io/token")]
    [InlineData("ghcr.io", "https://auth.other.io/token")]
    [InlineData("registry.example", "https://auth.other.example/token")]
    [InlineData("registry.team.example", "https://issuer.other:9443/token")]
    [InlineData("192.0.2.7:5000", "https://192.0.2.8/token")]
    [InlineData("192.0.2.7:5000", "https://x.0.2.7/token")]
    [InlineData("localhost:5000", "https://a.localhost/token")]
    [InlineData("registry.team.example", "http://tokens.example:5001/token")]
    public void Of_Stranger_IsAskedForAnonymousTokensOnly(string host, string realm) =>
        Assert.False(Of(host, realm).MaySeeCredentials);

    [Theory]
    [InlineData("http://registry.example/token", "plain http")]
    [InlineData("/token", "without naming an issuer's address")]
    [InlineData("", "without naming an issuer's address")]
    [InlineData("ftp://registry.example/token", "without naming an issuer's address")]
    [InlineData("https://user:password@registry.example/token", "without naming an issuer's address")]
    public void Of_AddressThatMayNotBeAsked_Throws(string realm, string reason)
    {
        var failure = Assert.Throws<ScanException>(() => Of("registry.example", realm));
        Assert.Equal(FailureKind.RegistryUnavailable, failure.Kind);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    private static TokenRealm Of(string host, string realm)
    {
        var call = new RegistryCall(
            "team/web:v1", RegistryEndpoint.Of(host, Options), "team/web", PullContext.None, DateTimeOffset.MaxValue);
        return TokenRealm.Of(new AuthChallenge("Bearer", new Dictionary<string, string> { ["realm"] = realm }), call, Options);
    }
}
