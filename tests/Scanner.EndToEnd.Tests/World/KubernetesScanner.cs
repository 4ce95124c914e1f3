using System.Security.Cryptography.X509Certificates;
using Scanner.Testing;
using Scanner.Testing.Clair;
using Scanner.Testing.Images;
using Scanner.Testing.Kubernetes;
using Scanner.Testing.Registry;

namespace Scanner.EndToEnd.Tests.World;

/// <summary>
/// Silos and webhooks as they run in a cluster: they find each other through the real kube-apiserver, with the rights that the chart
/// gives them, and speak mutual TLS. Clair and the registry are stand-ins in this process.
/// </summary>
internal sealed class KubernetesScanner : IAsyncDisposable
{
    public const string ClusterName = "scanner";

    private readonly ClusterCertificates _certificates = new();
    private readonly List<IAsyncDisposable> _parts = [];
    private readonly HttpClient _http;
    private ScannerAccounts _accounts = null!;

    private KubernetesScanner(KubernetesApiServer server)
    {
        Server = server;
        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(_certificates.CaPem);
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        _http = new HttpClient(handler);
    }

    public KubernetesApiServer Server { get; }

    /// <summary>Namespace of the silos and webhooks.</summary>
    public string Namespace { get; private set; } = "";

    public ClairStandIn Clair { get; private set; } = null!;

    public RegistryStandIn Registry { get; private set; } = null!;

    public List<ScannerProcess> Silos { get; } = [];

    public List<ScannerProcess> Webhooks { get; } = [];

    /// <summary>The CA of the webhooks' serving certificates, PEM.</summary>
    public string CaPem => _certificates.CaPem;

    /// <summary>A client that trusts the webhooks.</summary>
    public HttpClient Http => _http;

    /// <param name="server">The API server.</param>
    /// <param name="silos">How many silos.</param>
    /// <param name="webhooks">How many webhooks.</param>
    /// <param name="cancellationToken">Ends the wait for them.</param>
    public static async Task<KubernetesScanner> StartAsync(
        KubernetesApiServer server, int silos, int webhooks, CancellationToken cancellationToken)
    {
        var scanner = new KubernetesScanner(server);
        try
        {
            await scanner.StartAsync(silos, webhooks, cancellationToken);
            return scanner;
        }
        catch
        {
            await scanner.DisposeAsync();
            throw;
        }
    }

    public async Task<ScannerProcess> StartSiloAsync(CancellationToken cancellationToken)
    {
        var ports = FreePorts.Take(3);
        return await AddAsync("Scanner.Silo", new Uri($"http://127.0.0.1:{ports[0]}"), Silos,
        [
            .. Shared(_accounts.SiloKubeconfig), .. _certificates.ForCluster("silo"),
            $"--Clair:Address={Clair.Address}", $"--Registry:Insecure:0={Registry.Host}",
            $"--Cluster:SiloName=silo-{Silos.Count}", "--Cluster:AdvertisedAddress=127.0.0.1",
            $"--Cluster:SiloPort={ports[1]}", $"--Cluster:GatewayPort={ports[2]}",
        ], cancellationToken);
    }

    public async Task<ScannerProcess> StartWebhookAsync(CancellationToken cancellationToken) => await AddAsync(
        "Scanner.Webhook", new Uri($"https://127.0.0.1:{FreePorts.Take(1)[0]}"), Webhooks,
        [.. Shared(_accounts.WebhookKubeconfig), .. _certificates.ForCluster("client"), .. _certificates.ForServing()],
        cancellationToken);

    /// <summary>Pushes the image to the stand-in and returns its reference by digest.</summary>
    public string Push(BuiltImage image, string repository)
    {
        Registry.Push(image, repository, "v1");
        return $"{Registry.Host}/{repository}@{image.Digest}";
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        foreach (var part in Enumerable.Reverse(_parts)) await part.DisposeAsync();
        _certificates.Dispose();
    }

    private async Task StartAsync(int silos, int webhooks, CancellationToken cancellationToken)
    {
        Clair = await ClairStandIn.StartAsync(cancellationToken: cancellationToken);
        _parts.Add(Clair);
        Registry = await RegistryStandIn.StartAsync(cancellationToken: cancellationToken);
        _parts.Add(Registry);
        _accounts = await ScannerAccounts.CreateAsync(Server, cancellationToken);
        Namespace = _accounts.Namespace;
        for (var silo = 0; silo < silos; silo++) await StartSiloAsync(cancellationToken);
        for (var webhook = 0; webhook < webhooks; webhook++) await StartWebhookAsync(cancellationToken);
    }

    private IEnumerable<string> Shared(string kubeconfig) =>
    [
        "--Cluster:Provider=Kubernetes", $"--Cluster:Name={ClusterName}", $"--Kubernetes:Kubeconfig={kubeconfig}",
        $"--Kubernetes:Namespace={Namespace}", "--Shutdown:Delay=00:00:02",
    ];

    private async Task<ScannerProcess> AddAsync(
        string program, Uri address, List<ScannerProcess> processes, string[] settings, CancellationToken cancellationToken)
    {
        var process = await ScannerProcess.StartAsync(program, address, settings, _http, cancellationToken);
        _parts.Add(process);
        processes.Add(process);
        return process;
    }
}
