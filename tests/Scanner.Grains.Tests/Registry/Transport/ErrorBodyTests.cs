using System.Net;
using System.Text;
using Scanner.Grains.Registry.Transport;

namespace Scanner.Grains.Tests.Registry.Transport;

public sealed class ErrorBodyTests
{
    [Theory]
    [InlineData("""{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"Tag":"x"}}]}""",
        "MANIFEST_UNKNOWN: manifest unknown")]
    [InlineData("""{"errors":[{"code":"A","message":"a"},{"code":"B"},7,{"message":"c"},{"code":"D"}]}""", "A: a; B; c")]
    [InlineData("""{"errors":[]}""", "")]
    [InlineData("""{"errors":{}}""", "")]
    [InlineData("""{"error":"invalid_grant","error_description":"token expired"}""", "invalid_grant: token expired")]
    [InlineData("""{"details":"incorrect username or password"}""", "incorrect username or password")]
    [InlineData("""{"message":"no such repo"}""", "no such repo")]
    [InlineData("""["x"]""", "")]
    [InlineData("""{"errors":[{"code":"X","message":"\ud800"}]}""", "")]
    [InlineData("nonsense", "")]
    [InlineData("", "")]
    [InlineData("""{"errors":[{"code":"X","message":"line\none\u001b[31m red\u202Egnp.exe\u0000"}]}""",
        "X: line one[31m redgnp.exe")]
    public void Describe_Body_SaysWhatItSays(string body, string text) => Assert.Equal(text, Describe(body, "application/json"));

    [Fact]
    public void Describe_PlainText_IsQuotedInBounds() =>
        Assert.Equal(new string('x', ErrorBody.MaxText) + "…", Describe(new string('x', 5000), "text/plain"));

    [Fact]
    public void Describe_WebPage_IsNotQuoted() => Assert.Equal("", Describe("<html>log in</html>", "text/html"));

    private static string Describe(string body, string mediaType) => ErrorBody.Describe(new RegistryAnswer
    {
        Address = new Uri("https://registry.example/"),
        Status = HttpStatusCode.NotFound,
        MediaType = mediaType,
        Body = Encoding.UTF8.GetBytes(body),
    });
}
