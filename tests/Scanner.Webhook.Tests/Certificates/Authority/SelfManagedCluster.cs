using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Scanner.Hosting.ApiServer;
using Scanner.Testing;
using Scanner.Testing.Kubernetes;
using Scanner.Webhook.Certificates.Authority;
using Scanner.Webhook.Hosting;
using Scanner.Webhook.Tests.Admission;

namespace Scanner.Webhook.Tests.Certificates.Authority;

/// <summary>
/// A namespace of the API server with what webhooks need that keep their certificates themselves: a ServiceAccount with the
/// rights that the chart gives it and a ValidatingWebhookConfiguration with two webhooks, which ask about ConfigMaps of this namespace.
/// </summary>
internal sealed class SelfManagedCluster : IAsyncDisposable
{
    // How the chart's names for them end; Named has the whole.
    public const string ServingSecret = "webhook-tls";
    public const string CaSecret = "ca";
    public const string SiloSecret = "silo-tls";
    public const string ClientSecret = "client-tls";
    public const string Lease = "certificates";

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
    /// <param name="withheld">A resource that the webhook has no rights to, whatever the chart says.</param>
    public static async Task<SelfManagedCluster> CreateAsync(KubernetesApiServer server, string? withheld = null)
    {
        RealServicesCheck.Require(RenderedChart.Missing());
        var cluster = new SelfManagedCluster(server, await server.CreateNamespaceAsync("authority", Token));
        var chart = await RenderedChart.RenderAsync(
            cluster.Namespace, $"{RenderedChart.LeastValues}\nfullnameOverride: {cluster.Configuration}", Token);
        foreach (var role in chart.Objects.Where(made => made.Kind is "Role" or "ClusterRole"))
            role.Json["rules"]!.AsArray().RemoveAll(rule => rule!["resources"]!.AsArray().Any(resource => (string?)resource == withheld));
        await chart.ApplyAsync(server, made => made.IsRight && made.Name == cluster.Named("webhook"), Token);
        cluster.Kubeconfig = await server.KubeconfigForAsync(cluster.Namespace, cluster.Named("webhook"), Token);
        return cluster;
    }

    /// <summary>The chart's name for a part of the release.</summary>
    public string Named(string part) => $"{Configuration}-{part}";

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
                Metadata = new() { Name = Configuration },
                Webhooks = [Webhook("one.scanner.test"), Webhook("two.scanner.test")],
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
                ["Tls:SecretName"] = Named(ServingSecret),
                ["Tls:SelfManaged:Enabled"] = "true",
                ["Tls:SelfManaged:ServiceName"] = "localhost",
                ["Tls:SelfManaged:WebhookConfigurationName"] = Configuration,
                ["Tls:SelfManaged:CaSecretName"] = Named(CaSecret),
                ["Tls:SelfManaged:SiloSecretName"] = Named(SiloSecret),
                ["Tls:SelfManaged:ClientSecretName"] = Named(ClientSecret),
                ["Tls:SelfManaged:LeaseName"] = Named(Lease),
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
                ServiceName = "localhost",
                WebhookConfigurationName = Configuration,
                CaSecretName = Named(CaSecret),
                SiloSecretName = Named(SiloSecret),
                ClientSecretName = Named(ClientSecret),
                CaLifetime = CaLifetime,
                LeafLifetime = LeafLifetime,
                Overlap = Overlap,
            },
            Named(ServingSecret), Namespace);
        var logger = LoggerFactory.Create(logging => logging.AddProvider(log ?? new LogLines(typeof(AuthorityReconciler))));
        return new AuthorityReconciler(
            new AuthorityReader(connection, settings), new AuthorityWriter(connection), settings, clock, logger.CreateLogger<AuthorityReconciler>());
    }

    /// <param name="part">One of the constants, as for all Secrets.</param>
    public async Task<V1Secret> SecretAsync(string part) =>
        await Admin.CoreV1.ReadNamespacedSecretAsync(Named(part), Namespace, cancellationToken: Token);

    public async Task<LeafContent> LeafAsync(string part) => LeafContent.Read((await SecretAsync(part)).Data);

    public async Task<CaContent> CaAsync() => CaContent.Read((await SecretAsync(CaSecret)).Data);

    /// <summary>Who holds the Lease.</summary>
    public async Task<string> LeaderAsync() =>
        (await Admin.CoordinationV1.ReadNamespacedLeaseAsync(Named(Lease), Namespace, cancellationToken: Token)).Spec.HolderIdentity;

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
            [
                "delete", $"validatingwebhookconfiguration/{Configuration}", $"clusterrole/{Named("webhook")}",
                $"clusterrolebinding/{Named("webhook")}", "--ignore-not-found",
            ],
            null, CancellationToken.None);
    }
}
