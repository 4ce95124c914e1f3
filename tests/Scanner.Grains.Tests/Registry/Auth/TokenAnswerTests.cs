using System.Net;
using System.Text;
using Scanner.Failures;
using Scanner.Grains.Registry;
using Scanner.Grains.Registry.Auth;
using Scanner.Grains.Registry.Transport;
using Scanner.Images;

namespace Scanner.Grains.Tests.Registry.Auth;

public sealed class TokenAnswerTests
{
    private static readonly DateTimeOffset Asked = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("""{"token":"t"}""", 60)]
    [InlineData("""{"access_token":"t"}""", 60)]
    [InlineData("""{"token":"t","access_token":"other","expires_in":300}""", 300)]
    [InlineData("""{"token":"t","expires_in":"300"}""", 300)]
    [InlineData("""{"token":"t","expires_in":0}""", 60)]
    [InlineData("""{"token":"t","expires_in":-5}""", 60)]
    [InlineData("""{"token":"t","expires_in":null}""", 60)]
    [InlineData("""{"token":"t","expires_in":1e300}""", 86400)]
    [InlineData("""{"token":"t","expires_in":300,"issued_at":"2026-03-01T12:00:00Z"}""", 300)]
    [InlineData("""{"token":"t","expires_in":300,"issued_at":"2026-03-01T11:58:00Z"}""", 180)]
    [InlineData("""{"token":"t","expires_in":300,"issued_at":"2026-03-01T13:00:00Z"}""", 300)]
    [InlineData("""{"token":"t","expires_in":300,"issued_at":"2020-03-01T13:00:00Z"}""", 0)]
    [InlineData("""{"token":"t","expires_in":300,"issued_at":"yesterday"}""", 300)]
    public void Read_Token_LastsAsLongAsItSays(string body, int seconds)
    {
        var token = TokenAnswer.Read(Answer(body), Asked, Call);
        Assert.Equal("Bearer t", token.ToBearer());
        Assert.Equal(TimeSpan.FromSeconds(seconds), token.ExpiresAt - Asked);
    }

    [Theory]
    [InlineData("""{"expires_in":300}""", "holds no token")]
    [InlineData("""{"token":""}""", "holds no token")]
    [InlineData("""{"token":5}""", "holds no token")]
    [InlineData("""{"token":"\ud800"}""", "is not JSON")]
    [InlineData("""["token"]""", "is not a JSON object")]
    [InlineData("token", "is not JSON")]
    [InlineData("", "is not JSON")]
    [InlineData("""{"token":"a\r\nX-Evil: b"}""", "characters that no token has")]
    [InlineData("""{"token":"a b"}""", "characters that no token has")]
    public void Read_NoUsableToken_SaysWhy(string body, string reason)
    {
        var failure = Assert.Throws<ScanException>(() => TokenAnswer.Read(Answer(body), Asked, Call));
        Assert.Equal(FailureKind.RegistryUnavailable, failure.Kind);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_Token_DoesNotShowIt() =>
        Assert.DoesNotContain(
            "secret", TokenAnswer.Read(Answer("""{"token":"secret"}"""), Asked, Call).ToString(), StringComparison.Ordinal);

    private static RegistryCall Call { get; } = new(
        "team/web:v1", RegistryEndpoint.Of("registry.example", new RegistryOptions()), "team/web", PullContext.None,
        DateTimeOffset.MaxValue);

    private static RegistryAnswer Answer(string body) => new()
    {
        Address = new Uri("https://auth.registry.example/token"),
        Status = HttpStatusCode.OK,
        MediaType = "application/json",
        Date = Asked,
        Body = Encoding.UTF8.GetBytes(body),
    };
}
