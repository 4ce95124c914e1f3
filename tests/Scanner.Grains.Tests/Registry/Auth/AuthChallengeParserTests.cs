using Scanner.Grains.Registry.Auth;

namespace Scanner.Grains.Tests.Registry.Auth;

public sealed class AuthChallengeParserTests
{
    [Theory]
    [InlineData("Basic realm=\"lab-realm\"", "Basic(realm=lab-realm)")]
    [InlineData("Bearer realm=\"https://auth.example/token\",service=\"registry.example\",scope=\"repository:a/b:pull\"",
        "Bearer(realm=https://auth.example/token,scope=repository:a/b:pull,service=registry.example)")]
    [InlineData("bearer realm=plain-token , service = \"s\"", "bearer(realm=plain-token,service=s)")]
    [InlineData("Bearer realm=\"a, b \\\"c\\\" \\\\\",service=\"x\"", "Bearer(realm=a, b \"c\" \\,service=x)")]
    [InlineData(
        "Basic realm=\"r\", Bearer realm=\"https://a/t\",service=\"s\"", "Basic(realm=r) Bearer(realm=https://a/t,service=s)")]
    [InlineData("Negotiate, Basic realm=\"r\"", "Negotiate() Basic(realm=r)")]
    [InlineData("Negotiate abc+/==, Bearer realm=\"r\"", "Negotiate() Bearer(realm=r)")]
    [InlineData("Negotiate abc== , Basic realm=r", "Negotiate() Basic(realm=r)")]
    [InlineData("Basic", "Basic()")]
    [InlineData(",, ,Basic realm=\"\"", "Basic(realm=)")]
    [InlineData("Bearer REALM=\"first\",realm=\"second\"", "Bearer(REALM=first)")]
    [InlineData("Bearer realm=\"r\",error=\"insufficient_scope\"", "Bearer(error=insufficient_scope,realm=r)")]
    [InlineData("Bearer realm=\"never closed", "Bearer()")]
    [InlineData("Bearer realm=\"never closed\\", "Bearer()")]
    [InlineData("Bearer realm=", "Bearer()")]
    [InlineData("Bearer =\"x\"", "Bearer()")]
    [InlineData("\"quoted\" first", "")]
    [InlineData("", "")]
    [InlineData("(@)", "")]
    public void Parse_Header_GivesItsChallenges(string header, string expected) =>
        Assert.Equal(expected, Show(AuthChallengeParser.Parse([header])));

    [Fact]
    public void Parse_SeveralHeaders_JoinsThemInOrder() =>
        Assert.Equal("Negotiate() Basic(realm=r)", Show(AuthChallengeParser.Parse(["Negotiate", "Basic realm=r"])));

    [Fact]
    public void Parse_VeryLongHeader_Ends() =>
        Assert.Single(AuthChallengeParser.Parse(["Bearer realm=\"" + new string('\\', 30_001)]));

    private static string Show(IEnumerable<AuthChallenge> challenges) => string.Join(' ', challenges.Select(challenge =>
        $"{challenge.Scheme}({Show(challenge.Parameters)})"));

    private static string Show(IReadOnlyDictionary<string, string> parameters) =>
        string.Join(',', parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}"));
}
