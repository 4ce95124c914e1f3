using System.Net;
using System.Text;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Scanner.Testing;
using Scanner.Webhook.Certificates.Authority;
using Scanner.Webhook.Tests.Admission;

namespace Scanner.Webhook.Tests.Certificates.Authority;

public sealed class SelfManagedCertificateTests(KubernetesFixture kubernetes)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Webhook_FirstInstall_BecomesReadyAndIsCovered()
    {
        await using var cluster = await SelfManagedCluster.CreateAsync(kubernetes.Server);
        var webhook = await cluster.StartWebhookAsync();
        await cluster.InstallConfigurationAsync(webhook);

        await UntilReadyAsync(webhook);

        Assert.Equal(2, (await cluster.CaBundlesAsync()).Count(bundle => !bundle.IsEmpty));
        foreach (var bundle in await cluster.CaBundlesAsync())
            Assert.Equal(HttpStatusCode.OK, (await WebhookCaller.ReadyAsync(webhook, bundle, Token)).Status);
        var serving = await cluster.SecretAsync(SelfManagedCluster.ServingSecret);
        Assert.Equal(("kubernetes.io/tls", "scanner"), (serving.Type, serving.GetLabel("app.kubernetes.io/managed-by")));
        Assert.True((await cluster.LeafAsync(SelfManagedCluster.SiloSecret)).Leaf!.Certificate.MatchesHostname("silo.scanner.internal"));
        Assert.True((await cluster.LeafAsync(SelfManagedCluster.ClientSecret)).Leaf!.Certificate.MatchesHostname("webhook.scanner.internal"));
    }

    [Fact]
    public async Task Webhook_TwoReplicasAtOnce_ServeTheSameCertificateAndTheSecondTakesOver()
    {
        await using var cluster = await SelfManagedCluster.CreateAsync(kubernetes.Server);
        var webhooks = await Task.WhenAll(cluster.StartWebhookAsync(), cluster.StartWebhookAsync());
        await cluster.InstallConfigurationAsync(webhooks[0]);
        foreach (var webhook in webhooks) await UntilReadyAsync(webhook);
        var ca = (await cluster.CaAsync()).Current!;

        var leader = await cluster.LeaderAsync();
        await cluster.StopWebhookAsync(0);
        await cluster.StopWebhookAsync(0);
        var successor = await cluster.StartWebhookAsync();
        await cluster.Admin.CoreV1.DeleteNamespacedSecretAsync(cluster.Named(SelfManagedCluster.ServingSecret), cluster.Namespace, cancellationToken: Token);
        await UntilReadyAsync(successor);

        Assert.NotEqual(leader, await cluster.LeaderAsync());
        Assert.True((await cluster.CaAsync()).Current!.Is(ca.Certificate));
    }

    [Fact]
    public async Task Webhook_HolderOfTheLeaseDied_TakesOver()
    {
        await using var cluster = await SelfManagedCluster.CreateAsync(kubernetes.Server);
        await cluster.Admin.CoordinationV1.CreateNamespacedLeaseAsync(
            new V1Lease
            {
                Metadata = new() { Name = cluster.Named(SelfManagedCluster.Lease) },
                Spec = new()
                {
                    HolderIdentity = "dead",
                    LeaseDurationSeconds = 15,
                    LeaseTransitions = 0,
                    AcquireTime = TimeProvider.System.GetUtcNow().UtcDateTime,
                    RenewTime = TimeProvider.System.GetUtcNow().UtcDateTime,
                },
            },
            cluster.Namespace, cancellationToken: Token);

        var webhook = await cluster.StartWebhookAsync();
        await cluster.InstallConfigurationAsync(webhook);
        await UntilReadyAsync(webhook);

        Assert.NotEqual("dead", await cluster.LeaderAsync());
    }

    [Fact]
    public async Task Webhook_CaBundleOverwritten_PutsItBack()
    {
        await using var cluster = await SelfManagedCluster.CreateAsync(kubernetes.Server);
        var webhook = await cluster.StartWebhookAsync();
        await cluster.InstallConfigurationAsync(webhook);
        await UntilReadyAsync(webhook);

        var stranger = Convert.ToBase64String(Encoding.UTF8.GetBytes(CertificateMaker.MakeCa(TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(1)).CertificatePem));
        await cluster.Admin.AdmissionregistrationV1.PatchValidatingWebhookConfigurationAsync(
            new V1Patch($$"""[{"op":"replace","path":"/webhooks/1/clientConfig/caBundle","value":"{{stranger}}"}]""", V1Patch.PatchType.JsonPatch),
            cluster.Configuration, cancellationToken: Token);
        var ca = (await cluster.CaAsync()).Current!;

        await SelfManagedCluster.UntilAsync(async () => (await cluster.CaBundlesAsync()).All(bundle => bundle.Contains(ca)));
        await UntilReadyAsync(webhook);
    }

    [Fact]
    public async Task Ready_CaBundleDoesNotCover_SaysSo()
    {
        // Without the right to write it, it stays so.
        await using var cluster = await SelfManagedCluster.CreateAsync(kubernetes.Server, withheld: "leases");
        await cluster.Reconciler(TimeProvider.System).TickAsync(Token);
        var webhook = await cluster.StartWebhookAsync();
        await cluster.InstallConfigurationAsync(webhook);

        await SelfManagedCluster.UntilAsync(async () =>
            (await WebhookCaller.ReadyAsync(webhook, null, Token)) is (HttpStatusCode.ServiceUnavailable, var text)
            && text.Contains("does not cover the serving certificate", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tick_TwoAtOnceForManyRounds_MakeOneCa()
    {
        await using var cluster = await SelfManagedCluster.CreateAsync(kubernetes.Server);
        await cluster.InstallConfigurationAsync(new Uri("https://localhost:1"));
        var replicas = Enumerable.Range(0, 4).Select(_ => cluster.Reconciler(TimeProvider.System)).ToArray();

        var conflicts = 0;
        for (var round = 0; round < 5; round++)
            conflicts += (await Task.WhenAll(replicas.Select(replica => replica.TickAsync(Token)))).Count(again => again);

        var ca = await cluster.CaAsync();
        Assert.InRange(conflicts, 1, int.MaxValue);
        Assert.Null(ca.Next);
        foreach (var bundle in await cluster.CaBundlesAsync()) Assert.True(ca.Current!.Is(Assert.Single(bundle.Certificates)));
        foreach (var secret in new[] { SelfManagedCluster.ServingSecret, SelfManagedCluster.SiloSecret, SelfManagedCluster.ClientSecret })
        {
            var leaf = await cluster.LeafAsync(secret);
            Assert.True(ca.Trusted.Verifies(leaf.Leaf!.Certificate, TimeProvider.System.GetUtcNow()));
            Assert.True(ca.Current!.Is(Assert.Single(leaf.Trusted.Certificates)));
        }
    }

    [Theory]
    [InlineData(SelfManagedCluster.CaSecret)]
    [InlineData(SelfManagedCluster.ServingSecret)]
    public async Task Tick_SecretOfSomebodyElse_IsNotTouchedAndNamed(string secret)
    {
        await using var cluster = await SelfManagedCluster.CreateAsync(kubernetes.Server);
        await cluster.Admin.CoreV1.CreateNamespacedSecretAsync(
            new V1Secret { Metadata = new() { Name = cluster.Named(secret) }, Data = new Dictionary<string, byte[]> { ["password"] = [1, 2, 3] } },
            cluster.Namespace, cancellationToken: Token);
        var log = new LogLines(typeof(AuthorityReconciler));

        await cluster.Reconciler(TimeProvider.System, log).TickAsync(Token);

        Assert.Equal(["password"], (await cluster.SecretAsync(secret)).Data.Keys);
        Assert.Contains(log.Lines, line => line.Contains($"'{cluster.Namespace}/{cluster.Named(secret)}' is somebody else's", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Tick_EmptySecretAndBrokenSecret_AreRepaired()
    {
        await using var cluster = await SelfManagedCluster.CreateAsync(kubernetes.Server);
        var reconciler = cluster.Reconciler(TimeProvider.System);
        await reconciler.TickAsync(Token);
        var ca = (await cluster.CaAsync()).Current!;
        foreach (var (name, data) in new[] { (SelfManagedCluster.ServingSecret, "{\"tls.crt\":\"eA==\"}"), (SelfManagedCluster.SiloSecret, "{\"tls.key\":\"eA==\"}") })
        {
            await cluster.Admin.CoreV1.PatchNamespacedSecretAsync(
                new V1Patch($$"""{"data":{{data}}}""", V1Patch.PatchType.MergePatch), cluster.Named(name), cluster.Namespace, cancellationToken: Token);
        }

        await cluster.Admin.CoreV1.DeleteNamespacedSecretAsync(cluster.Named(SelfManagedCluster.ClientSecret), cluster.Namespace, cancellationToken: Token);
        await cluster.Admin.CoreV1.CreateNamespacedSecretAsync(
            new V1Secret { Metadata = new() { Name = cluster.Named(SelfManagedCluster.ClientSecret) } }, cluster.Namespace, cancellationToken: Token);

        await reconciler.TickAsync(Token);

        foreach (var name in new[] { SelfManagedCluster.ServingSecret, SelfManagedCluster.SiloSecret, SelfManagedCluster.ClientSecret })
            Assert.True(new TrustBundle([ca.Certificate]).Verifies((await cluster.LeafAsync(name)).Leaf!.Certificate, TimeProvider.System.GetUtcNow()));
    }

    [Theory]
    [InlineData("secrets", "cannot get resource \"secrets\"", "Role in the namespace")]
    [InlineData("validatingwebhookconfigurations", "cannot get resource \"validatingwebhookconfigurations\"", "ClusterRole with get and patch")]
    public async Task Tick_NotAllowed_NamesVerbResourceAndRole(string withheld, string said, string role)
    {
        await using var cluster = await SelfManagedCluster.CreateAsync(kubernetes.Server, withheld);
        var log = new LogLines(typeof(AuthorityReconciler));

        await cluster.Reconciler(TimeProvider.System, log).TickAsync(Token);

        var line = Assert.Single(log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.Contains(said, line, StringComparison.Ordinal);
        Assert.Contains(role, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lead_LeaseNotAllowed_SaysWhatToGrant()
    {
        await using var cluster = await SelfManagedCluster.CreateAsync(kubernetes.Server, withheld: "leases");
        using var log = new LogLines(typeof(CertificateAuthority));
        using var logging = LoggerFactory.Create(logging => logging.AddProvider(log));
        using var connection = cluster.Connect();
        using var authority = new CertificateAuthority(
            cluster.Reconciler(TimeProvider.System), connection, cluster.Named(SelfManagedCluster.Lease), TimeProvider.System,
            logging.CreateLogger<CertificateAuthority>());

        await authority.StartAsync(Token);
        var line = await log.NextAsync(Token);
        await authority.StopAsync(Token);

        Assert.Contains("cannot get resource \"leases\"", line, StringComparison.Ordinal);
        Assert.Contains("Role in the namespace", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tick_ApiServerAway_SaysSoOnceAndGoesOnWhenItIsBack()
    {
        await using var cluster = await SelfManagedCluster.CreateAsync(kubernetes.Server);
        var log = new LogLines(typeof(AuthorityReconciler));
        var away = new Uri("https://127.0.0.1:1");
        using var connection = cluster.Connect();
        var reconciler = cluster.Reconciler(TimeProvider.System, log, connection);
        var there = connection.Client.BaseUri;

        ((k8s.Kubernetes)connection.Client).BaseUri = away;
        await reconciler.TickAsync(Token);
        await reconciler.TickAsync(Token);
        ((k8s.Kubernetes)connection.Client).BaseUri = there;
        Assert.Contains("the API server cannot be reached", Assert.Single(log.Lines), StringComparison.Ordinal);

        await reconciler.TickAsync(Token);
        Assert.NotNull((await cluster.CaAsync()).Current);
    }

    [Fact]
    public async Task Tick_TroubleStays_IsToldAgainAfterAnHour()
    {
        await using var cluster = await SelfManagedCluster.CreateAsync(kubernetes.Server, "secrets");
        var log = new LogLines(typeof(AuthorityReconciler));
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var reconciler = cluster.Reconciler(clock, log);

        await reconciler.TickAsync(Token);
        clock.Advance(TimeSpan.FromMinutes(59));
        await reconciler.TickAsync(Token);
        Assert.Single(log.Lines);
        clock.Advance(TimeSpan.FromMinutes(1));
        await reconciler.TickAsync(Token);

        Assert.Equal(2, log.Lines.Count);
    }

    [Fact]
    public async Task Tick_WhatItWrites_BelongsToScanner()
    {
        await using var cluster = await SelfManagedCluster.CreateAsync(kubernetes.Server);
        await cluster.InstallConfigurationAsync(new Uri("https://localhost:1"));

        await cluster.Reconciler(TimeProvider.System).TickAsync(Token);

        var secret = await cluster.SecretAsync(SelfManagedCluster.CaSecret);
        var configuration = await WebhookConfigurations.FindAsync(cluster.Admin, cluster.Configuration, Token);
        Assert.Equal("scanner", Assert.Single(secret.Metadata.ManagedFields).Manager);
        Assert.Contains(configuration!.Metadata.ManagedFields, fields => fields.Manager == "scanner");
    }

    private static Task UntilReadyAsync(Uri webhook) => SelfManagedCluster.UntilAsync(
        async () => (await WebhookCaller.ReadyAsync(webhook, null, Token)).Status == HttpStatusCode.OK);
}
