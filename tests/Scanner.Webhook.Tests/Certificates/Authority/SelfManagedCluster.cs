using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Scanner.Hosting.ApiServer;
using Scanner.Testing.Kubernetes;
using Scanner.Webhook.Certificates.Authority;
using Scanner.Webhook.Hosting;
using Scanner.Webhook.Tests.Admission;

namespace Scanner.Webhook.Tests.Certificates.Authority;

/// <summary>
/// A namespace of the API server with what webhooks need that keep their certificates themselves: a ServiceAccount with the least
/// RBAC and a ValidatingWebhookConfiguration with two webhooks, which ask about ConfigMaps of this namespace.
/// </summary>
internal sealed class SelfManagedCluster : IAsyncDisposable
{
    public const string ServingSecret = "scanner-tls";
    public const string CaSecret = "scanner-ca";
    public const string SiloSecret = "scanner-silo";
    public const string ClientSecret = "scanner-client";
    public const string Lease = "scanner-certificates";

    private readonly KubernetesApiServer _server;
    private readonly List<WebApplication> _webhooks = [];

    private SelfManagedCluster(KubernetesApiServer server, string @namespace) => (_server, Namespace) = (server, @namespace);

    public IKubernetes Admin => _server.Admin;

    public string Namespace { get; }

    /// <summary>Of the ValidatingWebhookConfiguration: it has no namespace, so it is called like ours.</summary>
    public string Configuration => Namespace;

    public string Kubeconfig { get; private set; } = null!;

    public TimeSpan CaLifetime { get; init; } = TimeSpan.FromHours(3);

    public TimeSpan LeafLifetime { get; init; } = TimeSpan.FromHours(1);

    public static TimeSpan Overlap => TimeSpan.FromSeconds(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="server">The API server.</param>
    /// <param name="grants">Whether the webhook is granted a role that is called so: secrets, leases, configuration.</param>
    public static async Task<SelfManagedCluster> CreateAsync(KubernetesApiServer server, Func<string, bool>? grants = null)
    {
        var cluster = new SelfManagedCluster(server, await server.CreateNamespaceAsync("authority", Token));
        await cluster.Admin.CoreV1.CreateNamespacedServiceAccountAsync(
            new V1ServiceAccount { Metadata = new() { Name = "webhook" } }, cluster.Namespace, cancellationToken: Token);
        foreach (var manifest in LeastRbac.Of(cluster.Namespace, cluster.Configuration, grants ?? (_ => true)))
            Assert.True((await server.KubectlAsync(["apply", "-f", "-"], manifest, Token)).Succeeded);
        cluster.Kubeconfig = await server.KubeconfigForAsync(cluster.Namespace, "webhook", Token);
        return cluster;
    }

    /// <summary>Creates the configuration, with no <c>caBundle</c> and webhooks at this address.</summary>
    public async Task InstallConfigurationAsync(Uri webhook)
    {
        V1ValidatingWebhook Webhook(string name) => new()
        {
            Name = name,
            ClientConfig = new() { Url = new Uri(webhook, "/validate").ToString() },
            Rules = [new() { ApiGroups = [""], ApiVersions = ["v1"], Operations = ["CREATE"], Resources = ["configmaps"] }],
            NamespaceSelector = new() { MatchLabels = new Dictionary<string, string> { ["kubernetes.io/metadata.name"] = Namespace } },
            FailurePolicy = "Fail",
            SideEffects = "None",
            AdmissionReviewVersions = ["v1"],
            TimeoutSeconds = 10,
        };
        await Admin.AdmissionregistrationV1.CreateValidatingWebhookConfigurationAsync(
            new V1ValidatingWebhookConfiguration
            {
                Metadata = new() { Name = Configuration }, Webhooks = [Webhook("one.scanner.test"), Webhook("two.scanner.test")],
            },
            cancellationToken: Token);
    }

    /// <summary>One replica, whose Service is called localhost so that its certificate is good for where it listens.</summary>
    public async Task<Uri> StartWebhookAsync()
    {
        var webhook = WebhookHost.Build(["--urls", "https://127.0.0.1:0"], builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Tls:SecretName"] = ServingSecret,
                ["Tls:SelfManaged:Enabled"] = "true",
                ["Tls:SelfManaged:ServiceName"] = "localhost",
                ["Tls:SelfManaged:WebhookConfigurationName"] = Configuration,
                ["Tls:SelfManaged:SiloSecretName"] = SiloSecret,
                ["Tls:SelfManaged:ClientSecretName"] = ClientSecret,
                ["Tls:SelfManaged:CaLifetime"] = $"{CaLifetime:c}",
                ["Tls:SelfManaged:LeafLifetime"] = $"{LeafLifetime:c}",
                ["Tls:SelfManaged:Overlap"] = $"{Overlap:c}",
                ["Kubernetes:Kubeconfig"] = Kubeconfig,
                ["Logging:Console:LogLevel:Default"] = "None",
            });
        });
        _webhooks.Add(webhook);
        await webhook.StartAsync(Token);
        return new UriBuilder(webhook.Urls.First()) { Host = "localhost" }.Uri;
    }

    /// <summary>Stops a replica as SIGTERM does.</summary>
    public async Task StopWebhookAsync(int index)
    {
        await _webhooks[index].StopAsync(Token);
        await _webhooks[index].DisposeAsync();
        _webhooks.RemoveAt(index);
    }

    /// <summary>The API server as the webhook's ServiceAccount may use it.</summary>
    public ApiServerConnection Connect() => new(Options.Create(new ApiServerOptions { Kubeconfig = Kubeconfig, Namespace = Namespace }));

    /// <summary>What keeps the certificates, without the Lease, at its own time.</summary>
    public AuthorityReconciler Reconciler(TimeProvider clock, LogLines? log = null, ApiServerConnection? connection = null)
    {
        connection ??= Connect();
        var settings = AuthoritySettings.From(
            new SelfManagedOptions
            {
                ServiceName = "localhost", WebhookConfigurationName = Configuration, SiloSecretName = SiloSecret, ClientSecretName = ClientSecret,
                CaLifetime = CaLifetime, LeafLifetime = LeafLifetime, Overlap = Overlap,
            },
            ServingSecret, Namespace);
        var logger = LoggerFactory.Create(logging => logging.AddProvider(log ?? new LogLines(typeof(AuthorityReconciler))));
        return new AuthorityReconciler(
            new AuthorityReader(connection, settings), new AuthorityWriter(connection), settings, clock, logger.CreateLogger<AuthorityReconciler>());
    }

    public async Task<V1Secret> SecretAsync(string name) =>
        await Admin.CoreV1.ReadNamespacedSecretAsync(name, Namespace, cancellationToken: Token);

    public async Task<LeafContent> LeafAsync(string name) => LeafContent.Read((await SecretAsync(name)).Data);

    public async Task<CaContent> CaAsync() => CaContent.Read((await SecretAsync(CaSecret)).Data);

    /// <summary>Who holds the Lease.</summary>
    public async Task<string> LeaderAsync() =>
        (await Admin.CoordinationV1.ReadNamespacedLeaseAsync(Lease, Namespace, cancellationToken: Token)).Spec.HolderIdentity;

    public async Task<IReadOnlyList<TrustBundle>> CaBundlesAsync() =>
        WebhookConfigurations.CaBundles(await WebhookConfigurations.FindAsync(Admin, Configuration, Token));

    /// <summary>Asks again and again until it is so; a test that waits too long is ended by the runner.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition()) await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var webhook in _webhooks)
        {
            await webhook.StopAsync(CancellationToken.None);
            await webhook.DisposeAsync();
        }

        await _server.KubectlAsync(
            ["delete", "validatingwebhookconfiguration,clusterrole,clusterrolebinding", Configuration, "--ignore-not-found"], null, CancellationToken.None);
    }
}
