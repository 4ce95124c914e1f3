using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Scanner.Testing.Images;
using Scanner.Testing.Registry.Authentication;

namespace Scanner.EndToEnd.Tests.Images;

/// <summary>Reads images by a registry's HTTP API (OCI distribution-spec, pull).</summary>
internal sealed class RegistryReader : IDisposable
{
    private readonly HttpClient _http;

    public RegistryReader(Uri registry, RegistryUser user)
    {
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = registry };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.Name}:{user.Password}")));
    }

    /// <summary>The images of an index by their architecture.</summary>
    /// <param name="name">The index: <c>team/scanner/scanner-silo:0.1.0</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyDictionary<string, PublishedImage>> ReadIndexAsync(string name, CancellationToken cancellationToken)
    {
        var (repository, tag) = (name[..name.LastIndexOf(':')], name[(name.LastIndexOf(':') + 1)..]);
        var index = await ManifestAsync(repository, tag, MediaTypes.OciIndex, cancellationToken);
        var images = new Dictionary<string, PublishedImage>();
        foreach (var entry in index["manifests"]!.AsArray())
        {
            var manifest = await ManifestAsync(repository, (string)entry!["digest"]!, MediaTypes.OciManifest, cancellationToken);
            var config = JsonNode.Parse(await BlobAsync(repository, manifest["config"]!, cancellationToken))!;
            var layers = new List<byte[]>();
            foreach (var layer in manifest["layers"]!.AsArray()) layers.Add(await BlobAsync(repository, layer!, cancellationToken));
            images.Add((string)entry["platform"]!["architecture"]!, new PublishedImage(config, layers));
        }

        return images;
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> ManifestAsync(string repository, string name, string mediaType, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"v2/{repository}/manifests/{name}");
        request.Headers.Accept.ParseAdd(mediaType);
        using var answer = await _http.SendAsync(request, cancellationToken);
        answer.EnsureSuccessStatusCode();
        Assert.Equal(mediaType, answer.Content.Headers.ContentType?.MediaType);
        return JsonNode.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken))!;
    }

    private async Task<byte[]> BlobAsync(string repository, JsonNode descriptor, CancellationToken cancellationToken)
    {
        var content = await _http.GetByteArrayAsync(new Uri($"v2/{repository}/blobs/{descriptor["digest"]}", UriKind.Relative), cancellationToken);
        Assert.Equal((long)descriptor["size"]!, content.Length);
        return content;
    }
}
