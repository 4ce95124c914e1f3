using System.Text.Json.Nodes;
using Scanner.Testing.Images;
using Scanner.Testing.Registry.Authentication;

namespace Scanner.Testing.Tests.Registry;

/// <summary>
/// How a registry asks for credentials and what it makes of them, for the stand-in and the real docker-registry alike.
/// </summary>
public abstract class RegistryAccessContractTests
{
    private const string AlpinePath = "/v2/lab/alpine/manifests/latest";
    private const string PrivatePath = "/v2/lab/private/manifests/latest";
    private const string BlobPath =
        "/v2/lab/alpine/blobs/sha256:0000000000000000000000000000000000000000000000000000000000000000";
    private const string AlpineDetail = """[{"Type":"repository","Class":"","Name":"lab/alpine","Action":"pull"}]""";

    private readonly ContractRegistries _registries;

    protected RegistryAccessContractTests(ContractRegistries registries)
    {
        RealServicesCheck.Require(registries.Missing);
        _registries = registries;
    }

    [Theory]
    [InlineData("/v2/", "null")]
    [InlineData(AlpinePath, AlpineDetail)]
    [InlineData(BlobPath, AlpineDetail)]
    public async Task Basic_WithoutCredentials_IsChallenged(string path, string detail)
    {
        var answer = await HttpAnswer.GetAsync(_registries.Basic, path);

        Assert.Equal(401, answer.Status);
        Assert.Equal("Basic realm=\"lab-realm\"", answer.Headers["WWW-Authenticate"]);
        Assert.Equal(UnauthorizedBody(detail), answer.Text);
    }

    [Theory]
    [InlineData("lab", "bad")]
    [InlineData("nobody", "secret")]
    [InlineData("", "")]
    public async Task Basic_WithWrongCredentials_IsChallenged(string name, string password)
    {
        var answer = await HttpAnswer.GetAsync(_registries.Basic, AlpinePath, HttpAnswer.Credentials(name, password));

        Assert.Equal(401, answer.Status);
        Assert.Equal("Basic realm=\"lab-realm\"", answer.Headers["WWW-Authenticate"]);
    }

    [Theory]
    [InlineData("Basic", "!")]
    [InlineData("Bearer", "bGFiOnNlY3JldA==")]
    public async Task Basic_WithSenselessAuthorization_IsChallenged(string scheme, string value)
    {
        var answer = await HttpAnswer.GetAsync(_registries.Basic, AlpinePath, HttpAnswer.Authorization(scheme, value));

        Assert.Equal(401, answer.Status);
    }

    [Theory]
    [InlineData("lab", "secret")]
    [InlineData("guest", "welcome")]
    public async Task Basic_WithCredentials_MayPullEverything(string name, string password)
    {
        var credentials = HttpAnswer.Credentials(name, password);

        foreach (var path in new[] { "/v2/", AlpinePath, PrivatePath })
        {
            var answer = await HttpAnswer.GetAsync(_registries.Basic, path, credentials, HttpAnswer.Accept(MediaTypes.AcceptAll));
            Assert.Equal(200, answer.Status);
        }
    }

    [Theory]
    [InlineData("/v2/", "", "null")]
    [InlineData(AlpinePath, ",scope=\"repository:lab/alpine:pull\"", AlpineDetail)]
    [InlineData(BlobPath, ",scope=\"repository:lab/alpine:pull\"", AlpineDetail)]
    public async Task Bearer_WithoutToken_IsChallengedWithScope(string path, string scope, string detail)
    {
        var answer = await HttpAnswer.GetAsync(_registries.Bearer, path);

        Assert.Equal(401, answer.Status);
        Assert.Equal(
            $"Bearer realm=\"{await RealmAsync()}\",service=\"lab-registry\"{scope}", answer.Headers["WWW-Authenticate"]);
        Assert.Equal(UnauthorizedBody(detail), answer.Text);
    }

    [Theory]
    [InlineData("Bearer", "no.such.token", ",error=\"invalid_token\"")]
    [InlineData("Bearer", "nonsense", ",error=\"invalid_token\"")]
    [InlineData("Basic", "bGFiOnNlY3JldA==", "")]
    public async Task Bearer_WithSomethingElse_IsChallengedWithError(string scheme, string value, string error)
    {
        var answer = await HttpAnswer.GetAsync(_registries.Bearer, AlpinePath, HttpAnswer.Authorization(scheme, value));

        Assert.Equal(401, answer.Status);
        Assert.EndsWith(
            $",scope=\"repository:lab/alpine:pull\"{error}", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bearer_WithToken_MayPullManifestsAndBlobs()
    {
        var token = await TokenAsync("repository:lab/alpine:pull", ContractContent.Guest);

        var manifest = await GetAsync(AlpinePath, token);
        var blob = await GetAsync($"/v2/lab/alpine/blobs/{ContractContent.Docker.Layers[0].Digest}", token);

        Assert.Equal((200, 200), (manifest.Status, blob.Status));
        Assert.Equal(ContractContent.Docker.Manifest, manifest.Body);
        Assert.Equal(ContractContent.Docker.Layers[0].Content, blob.Body);
    }

    [Fact]
    public async Task Bearer_TokenOfTwoScopes_OpensBoth()
    {
        var token = await TokenAsync("repository:lab/alpine:pull repository:lab/private:pull", ContractContent.Lab);

        Assert.Equal(200, (await GetAsync(AlpinePath, token)).Status);
        Assert.Equal(200, (await GetAsync(PrivatePath, token)).Status);
    }

    [Fact]
    public async Task Bearer_TokenOfAnotherRepository_HasInsufficientScope()
    {
        var answer = await GetAsync(PrivatePath, await TokenAsync("repository:lab/alpine:pull", ContractContent.Lab));

        Assert.Equal(401, answer.Status);
        Assert.EndsWith(
            ",scope=\"repository:lab/private:pull\",error=\"insufficient_scope\"",
            answer.Headers["WWW-Authenticate"],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bearer_UserWithoutAccess_GetsATokenThatDoesNotOpen()
    {
        var answer = await GetAsync(PrivatePath, await TokenAsync("repository:lab/private:pull", ContractContent.Guest));

        Assert.Equal(401, answer.Status);
        Assert.Contains("insufficient_scope", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bearer_AnyToken_OpensTheVersionPath() =>
        Assert.Equal(200, (await GetAsync("/v2/", await TokenAsync("", ContractContent.Guest))).Status);

    [Fact]
    public async Task Bearer_AnonymousToken_OpensPublicRepositoriesOnly()
    {
        var open = await GetAsync(
            "/v2/lab/multiarch/manifests/oci", await TokenAsync("repository:lab/multiarch:pull", user: null));
        var closed = await GetAsync(AlpinePath, await TokenAsync("repository:lab/alpine:pull", user: null));

        Assert.Equal((200, 401), (open.Status, closed.Status));
    }

    [Fact]
    public async Task Token_WithWrongPassword_IsRefused()
    {
        var answer = await TokenAnswerAsync("repository:lab/alpine:pull", ContractContent.Lab with { Password = "bad" });

        Assert.Equal(401, answer.Status);
        Assert.StartsWith("Basic ", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_Answer_TellsTokenAndLifetime()
    {
        var answer = JsonNode.Parse((await TokenAnswerAsync("repository:lab/alpine:pull", ContractContent.Lab)).Body)!;

        Assert.Equal((string?)answer["token"], (string?)answer["access_token"]);
        Assert.Equal(300, (int?)answer["expires_in"]);
    }

    private static string UnauthorizedBody(string detail) =>
        $$"""{"errors":[{"code":"UNAUTHORIZED","message":"authentication required","detail":{{detail}}}]}""" + "\n";

    private Task<HttpAnswer> GetAsync(string path, string token) =>
        HttpAnswer.GetAsync(
            _registries.Bearer, path, HttpAnswer.Accept(MediaTypes.AcceptAll), HttpAnswer.Authorization("Bearer", token));

    private async Task<string> TokenAsync(string scope, RegistryUser? user)
    {
        var answer = await TokenAnswerAsync(scope, user);
        Assert.Equal(200, answer.Status);
        return (string)JsonNode.Parse(answer.Body)!["token"]!;
    }

    private async Task<HttpAnswer> TokenAnswerAsync(string scope, RegistryUser? user)
    {
        var query = $"?service=lab-registry&scope={Uri.EscapeDataString(scope)}";
        return user is null
            ? await HttpAnswer.GetAsync(await RealmAsync(), query)
            : await HttpAnswer.GetAsync(await RealmAsync(), query, HttpAnswer.Credentials(user.Name, user.Password));
    }

    private async Task<Uri> RealmAsync()
    {
        var challenge = (await HttpAnswer.GetAsync(_registries.Bearer, "/v2/")).Headers["WWW-Authenticate"];
        return new Uri(challenge.Split('"')[1]);
    }
}
