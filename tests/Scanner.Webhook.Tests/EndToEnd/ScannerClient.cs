using System.Net.Http.Headers;
using System.Text;
using Scanner.Playground;
using Scanner.Testing.Images;
using Scanner.Webhook.Tests.Admission;

namespace Scanner.Webhook.Tests.EndToEnd;

/// <summary>A whole Scanner in this process, asked over HTTPS as the kube-apiserver asks it.</summary>
internal sealed class ScannerClient : IAsyncDisposable
{
    private readonly HttpClient _client;

    private ScannerClient(OneProcessScanner scanner)
    {
        Scanner = scanner;
        // The certificate was made a moment ago, for localhost alone.
        _client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=localhost" },
        })
        {
            BaseAddress = scanner.Webhook,
            DefaultRequestVersion = System.Net.HttpVersion.Version20,
        };
    }

    public OneProcessScanner Scanner { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ScannerClient> StartAsync(bool withSilo = true, params (string Key, string Value)[] settings)
    {
        var client = new ScannerClient(await OneProcessScanner.StartAsync(
            new OneProcessOptions
            {
                WithSilo = withSilo,
                Settings = settings.Append(("Logging:Console:LogLevel:Default", "None")).ToDictionary(pair => pair.Item1, pair => (string?)pair.Item2),
            },
            Token));
        client.Scanner.RegistryStandIn!.Push(SampleImages.Vulnerable, "team/web", "v1");
        client.Scanner.RegistryStandIn.Push(SampleImages.Clean, "team/proxy", "v1");
        return client;
    }

    /// <summary>Reviews a pod with these images of the stand-in registry: <c>team/web:v1</c>.</summary>
    public async Task<Answer> ReviewAsync(string timeout, params string[] images) => await PostAsync(
        timeout,
        ReviewJson.Of(ReviewJson.PodOf($$"""
            {"containers":[{{string.Join(',', images.Select((image, index) => $$"""{"name":"c{{index}}","image":"{{Scanner.Registry}}/{{image}}"}"""))}}]}
            """)));

    public async Task<Answer> PostAsync(string timeout, string review)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(review));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await _client.PostAsync($"/validate?timeout={timeout}", content, Token);
        return await Answer.ReadAsync(response);
    }

    public async Task<string> GetAsync(string path) => await _client.GetStringAsync(path, Token);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Scanner.DisposeAsync();
    }
}
