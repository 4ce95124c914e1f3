using System.Text;
using Scanner.Grains.Registry.Credentials;

namespace Scanner.Grains.Tests.Registry.Credentials;

public sealed class DockerConfigTests
{
    [Theory]
    [InlineData("docker.io", "library/nginx", "https://index.docker.io/v1/")]
    [InlineData("docker.io", "library/nginx", "index.docker.io")]
    [InlineData("docker.io", "library/nginx", "docker.io")]
    [InlineData("docker.io", "library/nginx", "registry-1.docker.io")]
    [InlineData("docker.io", "team/web", "docker.io/team")]
    [InlineData("registry.example", "team/web", "registry.example")]
    [InlineData("registry.example", "team/web", "https://registry.example")]
    [InlineData("registry.example", "team/web", "https://registry.example/")]
    [InlineData("registry.example", "team/web", "HTTPS://Registry.Example/v2/")]
    [InlineData("registry.example", "team/web", "registry.example/v1/team")]
    [InlineData("registry.example", "team/web", "registry.example/team/web")]
    [InlineData("registry.example:5000", "team/web", "registry.example:5000")]
    [InlineData("[::1]:5000", "team/web", "http://[::1]:5000")]
    [InlineData("eu.registry.example", "team/web", "*.registry.example")]
    [InlineData("my-eu-1.registry.example", "team/web", "my-*-1.*.example")]
    public void Find_KeyThatCovers_GivesItsCredentials(string host, string repository, string key) =>
        Assert.Equal("u:p", Show(Parse(Auths(key)).Find(host, repository)));

    [Theory]
    [InlineData("registry.example", "team/web", "registry.example:5000")]
    [InlineData("registry.example:5000", "team/web", "registry.example")]
    [InlineData("registry.example", "team/web", "registry.example/other")]
    [InlineData("registry.example", "team/web", "registry.example/team/web/sub")]
    [InlineData("registry.example", "team/web", "other.example")]
    [InlineData("evil.registry.example", "team/web", "registry.example")]
    [InlineData("registry.example", "team/web", "*.registry.example")]
    [InlineData("a.b.registry.example", "team/web", "*.registry.example")]
    [InlineData("registry.example.evil", "team/web", "registry.example*")]
    [InlineData("aba", "team/web", "ab*ba")]
    [InlineData("registry.example", "team/web", "docker.io")]
    [InlineData("index.docker.io.evil", "team/web", "docker.io")]
    public void Find_KeyForOthers_GivesNothing(string host, string repository, string key) =>
        Assert.Empty(Parse(Auths(key)).Find(host, repository));

    [Fact]
    public void Find_SeveralKeysThatCover_GivesTheMostSpecificFirst()
    {
        var config = Parse("""
            {"auths":{
              "registry.example":{"username":"host","password":"p"},
              "registry.example/team/web":{"username":"image","password":"p"},
              "*.example":{"username":"star","password":"p"},
              "registry.example/team":{"username":"team","password":"p"}}}
            """);
        Assert.Equal("image:p team:p host:p star:p", Show(config.Find("registry.example", "team/web")));
    }

    [Fact]
    public void Parse_EveryWayToWriteCredentials_ReadsThem()
    {
        var config = Parse($$"""
            {"auths":{
              "a.example":{"auth":"{{Base64("user:pass:word")}}"},
              "b.example":{"username":"user","password":"word"},
              "c.example":{"auth":"{{Base64("<token>:")}}","identitytoken":"refresh"},
              "d.example":{},
              "e.example":{"auth":""} } }
            """);
        Assert.Equal("user:pass:word", Show(config.Find("a.example", "x")));
        Assert.Equal("user:word", Show(config.Find("b.example", "x")));
        Assert.Equal("refresh", Assert.Single(config.Find("c.example", "x")).IdentityToken);
        Assert.Empty(config.Find("d.example", "x"));
        Assert.Empty(config.Find("e.example", "x"));
    }

    [Fact]
    public void Parse_HelpersOnly_NamesThem()
    {
        var config = Parse("""{"credsStore":"desktop","credHelpers":{"gcr.io":"gcloud"}}""");
        Assert.Equal(["desktop", "gcloud for gcr.io"], config.Helpers);
        Assert.Empty(config.Find("gcr.io", "x"));
    }

    [Fact]
    public void ParseLegacy_FlatForm_ReadsIt()
    {
        var config = DockerConfig.ParseLegacy("""{"registry.example":{"username":"u","password":"p"}}"""u8.ToArray(), "s");
        Assert.Equal("u:p", Show(config.Find("registry.example", "x")));
    }

    [Theory]
    [InlineData("", "it is not JSON (line 1)")]
    [InlineData("{\n\"auths\": hunter2", "it is not JSON (line 2)")]
    [InlineData("[]", "it is not a JSON object")]
    [InlineData("""{"auths":[]}""", "'auths' is not a JSON object")]
    [InlineData("""{"auths":{"a.example":"hunter2"}}""", "the entry 'a.example' is not a JSON object")]
    [InlineData(
        """{"auths":{"a.example":{"auth":"hunter2!"}}}""",
        "'auth' of the entry 'a.example' is not base64 of user:password")]
    [InlineData(
        """{"auths":{"a.example":{"auth":"aHVudGVyMg=="}}}""",
        "'auth' of the entry 'a.example' is not base64 of user:password")]
    public void Parse_BrokenFile_SaysWhereWithoutTheSecret(string json, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => Parse(json)).Message);

    [Theory]
    [InlineData("""{"auths":{"a.example":{"auth":"\ud800"}}}""")]
    [InlineData("""{"auths":{"a.example":{"username":"\udc00","password":"hunter2"}}}""")]
    [InlineData("""{"auths":{"\ud800":{"username":"u","password":"hunter2"}}}""")]
    [InlineData("""{"credsStore":"\ud800"}""")]
    [InlineData("""{"credHelpers":{"\ud800":"hunter2"}}""")]
    [InlineData("""{"auths":{"a.example":{"auth":"?"}}}""")]
    [InlineData("""{"auths":{"?":{"username":"u","password":"hunter2"}}}""")]
    public void Parse_TextThatIsNotUnicode_IsAFormatError(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        // In the place of a question mark a byte that UTF-8 does not have.
        foreach (ref var letter in bytes.AsSpan())
            if (letter == '?') letter = 0xFF;

        var error = Assert.Throws<FormatException>(() => DockerConfig.Parse(bytes, "config.json"));

        Assert.Equal("it has text that is not Unicode", error.Message);
    }

    [Fact]
    public void ToString_Credential_ShowsItsSourceOnly() =>
        Assert.Equal("config.json", Assert.Single(Parse(Auths("a.example")).Find("a.example", "x")).ToString());

    private static DockerConfig Parse(string json) => DockerConfig.Parse(Encoding.UTF8.GetBytes(json), "config.json");

    private static string Auths(string key) => $$"""{"auths":{"{{key}}":{"auth":"{{Base64("u:p")}}"} } }""";

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Show(IEnumerable<RegistryCredential> credentials) =>
        string.Join(' ', credentials.Select(credential => $"{credential.UserName}:{credential.Password}"));
}
