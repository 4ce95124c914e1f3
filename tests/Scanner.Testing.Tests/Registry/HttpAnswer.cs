using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Scanner.Testing.Images;

namespace Scanner.Testing.Tests.Registry;

/// <summary>An answer of a registry, read to its end.</summary>
public sealed record HttpAnswer
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

    public required int Status { get; init; }

    /// <summary>Response and content headers.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required byte[] Body { get; init; }

    public string Text => Encoding.UTF8.GetString(Body);

    public string? Digest => Headers.GetValueOrDefault("Docker-Content-Digest");

    public string? ContentType => Headers.GetValueOrDefault("Content-Type");

    public bool BodyIsWhatDigestNames => Digest == ContentDigest.Of(Body);

    public static Task<HttpAnswer> GetAsync(Uri registry, string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, new Uri(registry, path), headers);

    public static Task<HttpAnswer> HeadAsync(Uri registry, string path, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Head, new Uri(registry, path), headers);

    public static (string Name, string Value) Accept(string types) => ("Accept", types);

    public static (string Name, string Value) Authorization(string scheme, string value) =>
        ("Authorization", $"{scheme} {value}");

    public static (string Name, string Value) Credentials(string name, string password) =>
        Authorization("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));

    /// <summary>The shape of the body: names and kinds of its JSON, without the values.</summary>
    public string Shape() => ShapeOf(JsonNode.Parse(Body));

    public static string ShapeOf(JsonNode? node) => node switch
    {
        JsonObject members => $"{{{string.Join(", ", members.Select(m => $"{m.Key}: {ShapeOf(m.Value)}").Order())}}}",
        JsonArray items => $"[{string.Join(", ", items.Select(ShapeOf).Distinct())}]",
        null => "null",
        _ => node.GetValueKind().ToString(),
    };

    private static async Task<HttpAnswer> SendAsync(HttpMethod method, Uri url, (string Name, string Value)[] headers)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var request = new HttpRequestMessage(method, url);
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var response = await Client.SendAsync(request, cancellationToken);
        return new HttpAnswer
        {
            Status = (int)response.StatusCode,
            Body = await response.Content.ReadAsByteArrayAsync(cancellationToken),
            Headers = All(response.Headers, response.Content.Headers),
        };
    }

    private static Dictionary<string, string> All(params HttpHeaders[] headers) =>
        headers.SelectMany(part => part.NonValidated)
            .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
}
