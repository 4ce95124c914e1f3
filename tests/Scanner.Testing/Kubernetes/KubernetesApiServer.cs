using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using k8s;
using Scanner.Testing.Registry;

namespace Scanner.Testing.Kubernetes;

/// <summary>
/// A real kube-apiserver on a real etcd, on free ports of 127.0.0.1, with RBAC and ServiceAccount tokens. There is no
/// controller manager: nothing makes pods, tokens or ServiceAccounts. Its programs are in the folder that
/// <c>KUBEBUILDER_ASSETS</c> names, as Kubernetes' test environments have it, or on PATH.
/// </summary>
public sealed class KubernetesApiServer : IAsyncDisposable
{
    private const string AssetsVariable = "KUBEBUILDER_ASSETS";
    private const string AdminToken = "tests-admin";

    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();
    private readonly int[] _ports = FreePorts.Take(3);
    private readonly string _caPem;
    private readonly string _thumbprint;
    private GuardedProcess? _etcd;
    private GuardedProcess? _server;

    private KubernetesApiServer()
    {
        using var certificate = SelfSignedCertificate.ForLoopback(TimeProvider.System);
        using var signer = RSA.Create(2048);
        (_caPem, _thumbprint) = (certificate.ExportCertificatePem(), certificate.Thumbprint);
        File.WriteAllText(_folder.File("tls.crt"), _caPem);
        File.WriteAllText(_folder.File("tls.key"), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(_folder.File("accounts.key"), signer.ExportRSAPrivateKeyPem());
        File.WriteAllText(_folder.File("tokens.csv"), $"{AdminToken},admin,admin,system:masters\n");
        Kubeconfig = WriteKubeconfig("admin", AdminToken, "default");
        Admin = new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(Kubeconfig));
    }

    public string Url => $"https://127.0.0.1:{_ports[0]}";

    /// <summary>The certificate that signs the server's own, PEM.</summary>
    public string CaPem => _caPem;

    /// <summary>A kubeconfig file of a user who may do everything.</summary>
    public string Kubeconfig { get; }

    /// <summary>A client of that user.</summary>
    public IKubernetes Admin { get; }

    /// <summary>Why it cannot run here, in a sentence that says what to do; null when it can.</summary>
    public static string? Missing()
    {
        string[] missing = [.. ((string[])["etcd", "kube-apiserver", "kubectl"]).Where(program => !File.Exists(FileOf(program)))];
        return missing.Length == 0
            ? null
            : $"No {string.Join(", ", missing)}: set {AssetsVariable} to a folder with kube-apiserver, etcd and kubectl "
                + "(for example what setup-envtest prints).";
    }

    /// <summary>Starts both and waits until the server serves, RBAC's own roles included.</summary>
    /// <exception cref="InvalidOperationException">One ended; the message quotes its log.</exception>
    public static async Task<KubernetesApiServer> StartAsync(CancellationToken cancellationToken)
    {
        var server = new KubernetesApiServer();
        try
        {
            await server.StartEtcdAsync();
            await server.StartAgainAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the API server; what it holds stays in etcd.</summary>
    public async Task StopAsync()
    {
        if (_server is null) return;
        await _server.DisposeAsync();
        _server = null;
    }

    /// <summary>Sends the API server's process a signal by name: <c>STOP</c> makes it hang, <c>CONT</c> goes on.</summary>
    /// <exception cref="InvalidOperationException">It is stopped.</exception>
    public Task SignalAsync(string signal) =>
        (_server ?? throw new InvalidOperationException("The API server is stopped.")).SignalAsync(signal);

    /// <summary>Starts the API server on the same address.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        var program = ApiServerRepair.Repaired(FileOf("kube-apiserver"), _folder.File("kube-apiserver"));
        _server = await GuardedProcess.StartAsync(program,
        [
            $"--etcd-servers=http://127.0.0.1:{_ports[1]}", "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1",
            $"--secure-port={_ports[0]}", "--service-cluster-ip-range=10.0.0.0/24", "--allow-privileged=true",
            $"--tls-cert-file={_folder.File("tls.crt")}", $"--tls-private-key-file={_folder.File("tls.key")}",
            $"--cert-dir={_folder.Path}", $"--token-auth-file={_folder.File("tokens.csv")}", "--authorization-mode=RBAC",
            "--service-account-issuer=https://kubernetes.default.svc", $"--service-account-key-file={_folder.File("accounts.key")}",
            $"--service-account-signing-key-file={_folder.File("accounts.key")}", "--api-audiences=https://kubernetes.default.svc",
            // It would wait for a controller manager to make each ServiceAccount's token.
            "--disable-admission-plugins=ServiceAccount",
            "--feature-gates=EphemeralContainers=true",
        ]);
        await _server.WaitUntilAsync(IsReadyAsync, StartPatience, cancellationToken);
    }

    /// <summary>Makes a namespace of a name nobody else has, beginning with <paramref name="prefix"/>.</summary>
    public async Task<string> CreateNamespaceAsync(string prefix, CancellationToken cancellationToken)
    {
        if (_server is { HasEnded: true })
            throw new InvalidOperationException($"The API server ended with {_server.ExitCode}. It said:\n{_server.Output}");
        var name = $"{prefix}-{Guid.NewGuid():n}"[..(prefix.Length + 9)];
        // Newer servers set this label on their own; ours is older than it.
        await Admin.CoreV1.CreateNamespaceAsync(
            new()
            {
                Metadata = new()
                {
                    Name = name,
                    Labels = new Dictionary<string, string> { ["kubernetes.io/metadata.name"] = name },
                },
            },
            cancellationToken: cancellationToken);
        return name;
    }

    /// <summary>A kubeconfig file with a token of the ServiceAccount, which must exist; it ends with this server.</summary>
    public async Task<string> KubeconfigForAsync(string @namespace, string serviceAccount, CancellationToken cancellationToken)
    {
        var request = new k8s.Models.Authenticationv1TokenRequest
        {
            Spec = new() { Audiences = ["https://kubernetes.default.svc"], ExpirationSeconds = 3600 },
        };
        var token = await Admin.CoreV1.CreateNamespacedServiceAccountTokenAsync(
            request, serviceAccount, @namespace, cancellationToken: cancellationToken);
        return WriteKubeconfig($"{@namespace}.{serviceAccount}", token.Status.Token, @namespace);
    }

    /// <summary>A client with a token of the ServiceAccount, which must exist.</summary>
    public async Task<IKubernetes> ConnectAsAsync(string @namespace, string serviceAccount, CancellationToken cancellationToken) =>
        new k8s.Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(
            await KubeconfigForAsync(@namespace, serviceAccount, cancellationToken)));

    /// <summary>Runs kubectl as the admin.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="input">What it reads from <c>-f -</c>; null for none.</param>
    /// <param name="cancellationToken">Kills it.</param>
    public Task<ProgramResult> KubectlAsync(IEnumerable<string> arguments, string? input, CancellationToken cancellationToken) =>
        ProgramRun.ResultAsync(FileOf("kubectl"), ["--kubeconfig", Kubeconfig, .. arguments], input, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        await StopAsync();
        if (_etcd is not null) await _etcd.DisposeAsync();
        _folder.Dispose();
    }

    private async Task StartEtcdAsync()
    {
        var (clients, peers) = ($"http://127.0.0.1:{_ports[1]}", $"http://127.0.0.1:{_ports[2]}");
        _etcd = await GuardedProcess.StartAsync(FileOf("etcd"),
        [
            $"--data-dir={_folder.File("etcd")}", $"--listen-client-urls={clients}", $"--advertise-client-urls={clients}",
            $"--listen-peer-urls={peers}", $"--initial-advertise-peer-urls={peers}", $"--initial-cluster=default={peers}",
        ]);
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = { RemoteCertificateValidationCallback = (_, served, _, _) => served?.GetCertHashString() == _thumbprint },
        });
        http.DefaultRequestHeaders.Authorization = new("Bearer", AdminToken);
        try
        {
            using var answer = await http.GetAsync(new Uri($"{Url}/readyz"), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private string WriteKubeconfig(string user, string token, string @namespace)
    {
        var file = _folder.File($"{user}-{Guid.NewGuid():n}.kubeconfig");
        File.WriteAllText(file,
            $"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: tests
              cluster: {"{"} server: "{Url}", certificate-authority: "{_folder.File("tls.crt")}" {"}"}
            users:
            - name: {user}
              user: {"{"} token: "{token}" {"}"}
            contexts:
            - name: tests
              context: {"{"} cluster: tests, user: {user}, namespace: {@namespace} {"}"}
            current-context: tests
            """);
        return file;
    }

    private static string FileOf(string program)
    {
        var folders = Environment.GetEnvironmentVariable(AssetsVariable) is { Length: > 0 } assets
            ? [assets]
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists) ?? program;
    }
}
