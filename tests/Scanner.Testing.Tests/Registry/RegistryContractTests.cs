using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Scanner.Testing.Images;

namespace Scanner.Testing.Tests.Registry;

/// <summary>
/// What Scanner relies on when it pulls, held against the stand-in and the real docker-registry alike: digests, media types,
/// what becomes of each Accept header, errors, blobs.
/// </summary>
public abstract class RegistryContractTests
{
    private const string NoDigest = "sha256:0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>Headers that say when and how, not what.</summary>
    private static readonly string[] TransportHeaders = ["Date", "Connection"];

    private readonly ContractRegistries _registries;

    protected RegistryContractTests(ContractRegistries registries)
    {
        RealServicesCheck.Require(registries.Missing);
        _registries = registries;
    }

    [Theory]
    [MemberData(nameof(RecordedAnswer.Ids), MemberType = typeof(RecordedAnswer))]
    public async Task Get_AsRecorded_AnswersAsRecorded(string id)
    {
        var recorded = RecordedAnswer.Get(id);
        var registry = recorded.WithBasicAccess ? _registries.Basic : _registries.Anonymous;

        var answer = await HttpAnswer.GetAsync(
            registry, recorded.Url.AbsolutePath, [.. recorded.RequestHeaders.Select(header => (header.Key, header.Value))]);

        Assert.Equal(recorded.Status, answer.Status);
        Assert.Equal(recorded.Headers["Content-Type"], answer.ContentType);
        Assert.Equal(HeaderNames(recorded.Headers), HeaderNames(answer.Headers));
        Assert.Equal(
            recorded.Headers.GetValueOrDefault("Www-Authenticate"), answer.Headers.GetValueOrDefault("Www-Authenticate"));
        if (recorded.Status == 200) AssertSameKindOfManifest(recorded, answer);
        else Assert.Equal(recorded.Body, answer.Text);
    }

    [Fact]
    public async Task Get_ImageByTag_HasTheBytesThatWerePushed()
    {
        var answer = await Manifest(ContractContent.Alpine, "latest", MediaTypes.DockerManifest);

        Assert.Equal(ContractContent.Docker.Manifest, answer.Body);
        Assert.Equal(ContractContent.Docker.Digest, answer.Digest);
    }

    [Fact]
    public async Task Get_ImageOfIndexByDigest_HasTheBytesThatWerePushed()
    {
        foreach (var image in ContractContent.Index.Images.Concat(ContractContent.List.Images))
        {
            var answer = await Manifest(ContractContent.MultiArch, image.Digest, MediaTypes.AcceptAll);

            Assert.Equal(image.Manifest, answer.Body);
            Assert.Equal(image.MediaType, answer.ContentType);
        }
    }

    [Theory]
    [InlineData("latest", "*/*", 200, MediaTypes.DockerSchema1)]
    [InlineData("latest", "application/json", 200, MediaTypes.DockerSchema1)]
    [InlineData("latest", MediaTypes.DockerManifestList, 200, MediaTypes.DockerSchema1)]
    [InlineData("latest", MediaTypes.DockerManifest + ";q=0.5", 200, MediaTypes.DockerManifest)]
    [InlineData("oci", "*/*", 404, "application/json; charset=utf-8")]
    [InlineData("oci", MediaTypes.OciIndex, 404, "application/json; charset=utf-8")]
    [InlineData("oci", MediaTypes.AcceptAll, 200, MediaTypes.OciManifest)]
    public async Task Get_ImageByTag_ObeysAccept(string tag, string accept, int status, string mediaType)
    {
        var answer = await Manifest(ContractContent.Alpine, tag, accept);

        Assert.Equal((status, mediaType), (answer.Status, answer.ContentType));
    }

    [Fact]
    public async Task Get_SeveralAcceptHeaders_TakesAllOfThem()
    {
        var answer = await HttpAnswer.GetAsync(
            _registries.Anonymous,
            "/v2/lab/alpine/manifests/oci",
            HttpAnswer.Accept(MediaTypes.DockerManifest),
            HttpAnswer.Accept(MediaTypes.OciManifest));

        Assert.Equal(MediaTypes.OciManifest, answer.ContentType);
    }

    [Fact]
    public async Task Get_DockerImageByDigest_IsNeverRewritten()
    {
        var image = await HttpAnswer.GetAsync(
            _registries.Anonymous, ManifestPath(ContractContent.Alpine, ContractContent.Docker.Digest));
        var list = await HttpAnswer.GetAsync(
            _registries.Anonymous, ManifestPath(ContractContent.MultiArch, ContractContent.List.Digest));

        Assert.Equal((MediaTypes.DockerManifest, true), (image.ContentType, image.BodyIsWhatDigestNames));
        Assert.Equal((MediaTypes.DockerManifestList, true), (list.ContentType, list.BodyIsWhatDigestNames));
    }

    [Fact]
    public async Task Get_OciImageByDigestWithoutAccept_IsUnknown()
    {
        var answer = await HttpAnswer.GetAsync(
            _registries.Anonymous, ManifestPath(ContractContent.Alpine, ContractContent.Oci.Digest));

        Assert.Equal(404, answer.Status);
        Assert.Equal("MANIFEST_UNKNOWN", Code(answer));
    }

    [Fact]
    public async Task Get_ListByTagWithV2S2Only_IsTheLinuxAmd64Image()
    {
        var answer = await Manifest(ContractContent.MultiArch, "docker", MediaTypes.DockerManifest);

        Assert.Equal(ContractContent.List.Image(ImagePlatform.LinuxAmd64).Digest, answer.Digest);
    }

    [Fact]
    public async Task Get_Schema1_HasADigestThatIsNotItsBodys()
    {
        var answer = await HttpAnswer.GetAsync(_registries.Anonymous, "/v2/lab/alpine/manifests/latest");

        Assert.Equal(MediaTypes.DockerSchema1, answer.ContentType);
        Assert.False(answer.BodyIsWhatDigestNames);
        Assert.NotEqual(ContractContent.Docker.Digest, answer.Digest);
    }

    [Theory]
    [InlineData("latest", MediaTypes.AcceptAll)]
    [InlineData("latest", "*/*")]
    [InlineData("oci", MediaTypes.AcceptAll)]
    [InlineData("oci", "*/*")]
    [InlineData("nope", MediaTypes.AcceptAll)]
    public async Task Head_Manifest_HasTheHeadersOfGetAndNoBody(string tag, string accept)
    {
        var path = ManifestPath(ContractContent.Alpine, tag);

        var head = await HttpAnswer.HeadAsync(_registries.Anonymous, path, HttpAnswer.Accept(accept));
        var get = await HttpAnswer.GetAsync(_registries.Anonymous, path, HttpAnswer.Accept(accept));

        Assert.Equal(get.Status, head.Status);
        Assert.Equal(Headers(get), Headers(head));
        Assert.Empty(head.Body);
    }

    [Fact]
    public async Task Get_WithMatchingIfNoneMatch_IsNotModified()
    {
        var answer = await HttpAnswer.GetAsync(
            _registries.Anonymous,
            "/v2/lab/alpine/manifests/latest",
            HttpAnswer.Accept(MediaTypes.AcceptAll),
            ("If-None-Match", $"\"{ContractContent.Docker.Digest}\""));

        Assert.Equal(304, answer.Status);
        Assert.Empty(answer.Body);
    }

    [Fact]
    public async Task Get_UnknownDigest_NamesRepositoryAndRevision()
    {
        var answer = await Manifest(ContractContent.Alpine, NoDigest, MediaTypes.AcceptAll);

        Assert.Equal(404, answer.Status);
        var detail = $$"""{"Name":"lab/alpine","Revision":"{{NoDigest}}"}""";
        Assert.Equal(ErrorBody("MANIFEST_UNKNOWN", "manifest unknown", detail), answer.Text);
    }

    [Fact]
    public async Task Get_Blobs_HaveTheBytesThatWerePushed()
    {
        var image = ContractContent.Docker;
        var blobs = image.Layers.Select(layer => (layer.Digest, layer.Content)).Append((image.ConfigDigest, image.Config));
        foreach (var (digest, content) in blobs)
        {
            var answer = await HttpAnswer.GetAsync(_registries.Anonymous, BlobPath(ContractContent.Alpine, digest));

            Assert.Equal(200, answer.Status);
            Assert.Equal(content, answer.Body);
            Assert.Equal("application/octet-stream", answer.ContentType);
            Assert.Equal(digest, answer.Digest);
        }
    }

    [Fact]
    public async Task Head_Blob_HasTheHeadersOfGetAndNoBody()
    {
        var path = BlobPath(ContractContent.Alpine, ContractContent.Docker.Layers[0].Digest);

        var head = await HttpAnswer.HeadAsync(_registries.Anonymous, path);
        var get = await HttpAnswer.GetAsync(_registries.Anonymous, path);

        Assert.Equal(200, head.Status);
        Assert.Equal(Headers(get), Headers(head));
        Assert.Empty(head.Body);
    }

    [Theory]
    [InlineData(ContractContent.Alpine)]
    [InlineData("lab/none")]
    public async Task Get_UnknownBlob_NamesTheDigest(string repository)
    {
        var answer = await HttpAnswer.GetAsync(_registries.Anonymous, BlobPath(repository, NoDigest));

        Assert.Equal(404, answer.Status);
        Assert.Equal(ErrorBody("BLOB_UNKNOWN", "blob unknown to registry", $"\"{NoDigest}\""), answer.Text);
    }

    [Fact]
    public async Task Get_BlobOfAnotherRepository_IsUnknown()
    {
        var answer = await HttpAnswer.GetAsync(
            _registries.Anonymous, BlobPath(ContractContent.Alpine, ContractContent.Other.Layers[0].Digest));

        Assert.Equal("BLOB_UNKNOWN", Code(answer));
    }

    [Theory]
    [InlineData("/v2/", 200, "application/json; charset=utf-8", "{}")]
    [InlineData("/v2/lab", 404, "text/plain; charset=utf-8", "404 page not found\n")]
    public async Task Get_OtherPaths_AnswerAlike(string path, int status, string mediaType, string body)
    {
        var answer = await HttpAnswer.GetAsync(_registries.Anonymous, path);

        Assert.Equal((status, mediaType, body), (answer.Status, answer.ContentType, answer.Text));
    }

    private static string ManifestPath(string repository, string reference) => $"/v2/{repository}/manifests/{reference}";

    private static string BlobPath(string repository, string digest) => $"/v2/{repository}/blobs/{digest}";

    private Task<HttpAnswer> Manifest(string repository, string reference, string accept) =>
        HttpAnswer.GetAsync(_registries.Anonymous, ManifestPath(repository, reference), HttpAnswer.Accept(accept));

    private static string ErrorBody(string code, string message, string detail) =>
        $$"""{"errors":[{"code":"{{code}}","message":"{{message}}","detail":{{detail}}}]}""" + "\n";

    private static string? Code(HttpAnswer answer) => (string?)JsonNode.Parse(answer.Body)!["errors"]![0]!["code"];

    private static IEnumerable<string> HeaderNames(IReadOnlyDictionary<string, string> headers) =>
        headers.Keys.Except(TransportHeaders, StringComparer.OrdinalIgnoreCase).Select(name => name.ToLowerInvariant()).Order();

    /// <summary>Headers that must agree between two answers.</summary>
    private static IEnumerable<string> Headers(HttpAnswer answer) =>
        answer.Headers
            .Where(header => !TransportHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .Select(header => $"{header.Key.ToLowerInvariant()}: {header.Value}")
            .Order();

    /// <summary>
    /// The images are others than the recorded ones, so the shape must agree, and whether the digest is the body's.
    /// </summary>
    private static void AssertSameKindOfManifest(RecordedAnswer recorded, HttpAnswer answer)
    {
        var body = Encoding.UTF8.GetBytes(recorded.Body);
        Assert.Equal(HttpAnswer.ShapeOf(JsonNode.Parse(body)), answer.Shape());
        Assert.Equal(recorded.Headers["Docker-Content-Digest"] == ContentDigest.Of(body), answer.BodyIsWhatDigestNames);
        Assert.Equal($"\"{answer.Digest}\"", answer.Headers["Etag"]);
        Assert.Equal(answer.Body.Length.ToString(CultureInfo.InvariantCulture), answer.Headers["Content-Length"]);
    }
}
