using k8s.Models;
using Scanner.Chart.Tests.Support;
using Scanner.Testing.Kubernetes;

namespace Scanner.Chart.Tests;

/// <summary>The three ways to certificates.</summary>
public sealed class CertificateTests
{
    [Fact]
    public async Task SelfManaged_Programs_ReadSecretsThroughTheApi()
    {
        var chart = await Renderings.RenderAsync("defaults");
        var webhook = PodTemplates.Environment(chart, "scanner-webhook");
        var silo = PodTemplates.Environment(chart, "scanner-silo");

        Assert.Equal("true", webhook["Tls__SelfManaged__Enabled"]);
        Assert.Equal("scanner-webhook", webhook["Tls__SelfManaged__ServiceName"]);
        Assert.Equal("scanner", webhook["Tls__SelfManaged__WebhookConfigurationName"]);
        Assert.Equal("scanner-webhook-tls", webhook["Tls__SecretName"]);
        Assert.Equal(webhook["Tls__SelfManaged__SiloSecretName"], silo["Cluster__Tls__SecretName"]);
        Assert.Equal(webhook["Tls__SelfManaged__ClientSecretName"], webhook["Cluster__Tls__SecretName"]);
        Assert.DoesNotContain(chart.Objects, candidate => candidate.Kind is "Certificate" or "Issuer" or "Secret");
        Assert.Empty(SecretsMounted(chart));
    }

    [Theory]
    [InlineData(
        "cert-manager", "scanner-client-tls-cert-manager", "scanner-silo-tls-cert-manager", "scanner-webhook-tls-cert-manager")]
    [InlineData("provided-certificates", "scanner-client-connections", "scanner-serving", "scanner-silo-connections")]
    public async Task OtherModes_Programs_MountFiles(string name, params string[] secrets)
    {
        var chart = await Renderings.RenderAsync(name);
        var webhook = PodTemplates.Environment(chart, "scanner-webhook");
        var silo = PodTemplates.Environment(chart, "scanner-silo");

        Assert.Equal(secrets, SecretsMounted(chart));
        Assert.Equal("/etc/scanner/serving/tls.crt", webhook["Tls__CertificateFile"]);
        Assert.Equal("/etc/scanner/serving/tls.key", webhook["Tls__KeyFile"]);
        Assert.All([webhook, silo], program =>
        {
            Assert.Equal("/etc/scanner/cluster/tls.crt", program["Cluster__Tls__CertificateFile"]);
            Assert.Equal("/etc/scanner/cluster/tls.key", program["Cluster__Tls__KeyFile"]);
            Assert.Equal("/etc/scanner/cluster/ca.crt", program["Cluster__Tls__CaFile"]);
            Assert.DoesNotContain(
                program.Keys,
                key => key.Contains("SelfManaged", StringComparison.Ordinal) || key.EndsWith("SecretName", StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task CertManager_Certificates_HaveTheNamesAndUsagesThatPeersCheck()
    {
        var chart = await Renderings.RenderAsync("cert-manager");

        Assert.Equal(
            [
                "scanner-ca from scanner-self-signed:  ()",
                "scanner-client-tls from scanner-ca: webhook.scanner.internal (client auth,digital signature)",
                "scanner-silo-tls from scanner-ca: silo.scanner.internal (client auth,digital signature,server auth)",
                "scanner-webhook-tls from scanner-ca: scanner-webhook.scanner.svc,scanner-webhook.scanner.svc.cluster.local,"
                    + "scanner-webhook.scanner,scanner-webhook (digital signature,server auth)",
            ],
            chart.OfKind("Certificate").Select(Describe).Order(StringComparer.Ordinal));
        Assert.All(chart.OfKind("Certificate"), certificate =>
            Assert.Equal($"{certificate.Name}-cert-manager", (string?)certificate.Json["spec"]!["secretName"]));
        var ca = chart.Get("Issuer", "scanner-ca").Json["spec"]!["ca"]!;
        Assert.Equal("scanner-ca-cert-manager", (string?)ca["secretName"]);
        Assert.Equal(["scanner-ca", "scanner-self-signed"], chart.OfKind("Issuer").Select(issuer => issuer.Name).Order());
        var annotations = chart.OfKind("ValidatingWebhookConfiguration").Single().Json["metadata"]!["annotations"]!;
        Assert.Equal("scanner/scanner-webhook-tls", (string?)annotations["cert-manager.io/inject-ca-from"]);
    }

    [Fact]
    public async Task Modes_OfOneRelease_ShareNoSecret()
    {
        // Scanner writes over nobody's Secret: one that cert-manager left would be in its way for ever.
        var selfManaged = PodTemplates.Environment(await Renderings.RenderAsync("defaults"), "scanner-webhook");
        var certManager = (await Renderings.RenderAsync("cert-manager")).OfKind("Certificate")
            .Select(certificate => (string?)certificate.Json["spec"]!["secretName"]);

        var kept = selfManaged.Where(pair => pair.Key.EndsWith("SecretName", StringComparison.Ordinal)).Select(pair => pair.Value);
        Assert.Equal(4, kept.Distinct().Count());
        Assert.Empty(kept.Intersect(certManager));
    }

    [Fact]
    public async Task CertManager_IssuerOfTheOperator_SignsTheServingCertificateOnly()
    {
        var chart = await Renderings.RenderAsync("everything");

        Assert.Equal(
            [
                "ClusterIssuer example: scanner-webhook-tls",
                "Issuer scanner-ca: scanner-client-tls", "Issuer scanner-ca: scanner-silo-tls",
                "Issuer scanner-self-signed: scanner-ca",
            ],
            chart.OfKind("Certificate")
                .Select(certificate => (certificate.Name, Issuer: certificate.Json["spec"]!["issuerRef"]!))
                .Select(signed => $"{signed.Issuer["kind"]} {signed.Issuer["name"]}: {signed.Name}")
                .Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("selfManaged")]
    [InlineData("certManager")]
    public async Task ClusterTls_SwitchedOff_LeavesServingOnly(string mode)
    {
        var chart = await Renderings.RenderWithAsync($"cluster.tls.enabled=false,certificates.mode={mode}");

        Assert.DoesNotContain(
            PodTemplates.Environment(chart, "scanner-silo").Keys,
            key => key.StartsWith("Cluster__Tls", StringComparison.Ordinal));
        Assert.DoesNotContain(
            PodTemplates.Environment(chart, "scanner-webhook").Keys,
            key => key.StartsWith("Cluster__Tls", StringComparison.Ordinal));
        Assert.DoesNotContain(chart.Objects, candidate => candidate.Name is "scanner-silo-tls" or "scanner-client-tls");
        Assert.DoesNotContain(
            "scanner-silo-tls", chart.Get("Role", "scanner-webhook").Json.ToJsonString(), StringComparison.Ordinal);
    }

    private static string[] SecretsMounted(RenderedChart chart) =>
    [
        .. PodTemplates.Of(chart).SelectMany(pod => pod.Template.Spec.Volumes)
            .Where(volume => volume.Secret is not null)
            .Select(volume => volume.Secret.SecretName)
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    private static string Describe(ChartObject certificate)
    {
        var spec = certificate.Json["spec"]!;
        var names = spec["dnsNames"]?.AsArray().Select(name => (string?)name) ?? [];
        var usages = spec["usages"]?.AsArray().Select(usage => (string?)usage) ?? [];
        return $"{certificate.Name} from {spec["issuerRef"]!["name"]}: {string.Join(',', names)} ({string.Join(',', usages.Order(StringComparer.Ordinal))})";
    }
}
