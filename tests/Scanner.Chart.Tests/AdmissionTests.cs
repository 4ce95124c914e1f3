using System.Text;
using k8s.Models;
using Scanner.Chart.Tests.Support;
using Scanner.Testing.Kubernetes;

namespace Scanner.Chart.Tests;

/// <summary>What the API server is told to ask.</summary>
public sealed class AdmissionTests
{
    [Fact]
    public async Task Rules_NameEveryWorkloadAndNeverDelete()
    {
        var webhook = Webhook(await Renderings.RenderAsync("defaults"));

        var resources = webhook.Rules
            .SelectMany(rule => rule.Resources.SelectMany(
                resource => rule.ApiVersions.Select(version => $"{rule.ApiGroups.Single()}/{version}/{resource}")))
            .Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "/v1/pods", "/v1/pods/ephemeralcontainers", "/v1/podtemplates", "/v1/replicationcontrollers",
                "apps.openshift.io/v1/deploymentconfigs",
                "apps/v1/daemonsets", "apps/v1/deployments", "apps/v1/replicasets", "apps/v1/statefulsets",
                "batch/v1/cronjobs", "batch/v1/jobs", "batch/v1beta1/cronjobs", "batch/v1beta1/jobs",
            ],
            resources);
        Assert.All(webhook.Rules, rule => Assert.Equal(["CREATE", "UPDATE"], rule.Operations));
        Assert.All(webhook.Rules, rule => Assert.Equal("Namespaced", rule.Scope));
    }

    [Fact]
    public async Task Configuration_ByDefault_IsSafeToInstall()
    {
        var webhook = Webhook(await Renderings.RenderAsync("defaults"));

        Assert.Equal("Ignore", webhook.FailurePolicy);
        Assert.Equal("None", webhook.SideEffects);
        Assert.Equal("Equivalent", webhook.MatchPolicy);
        Assert.Equal(10, webhook.TimeoutSeconds);
        Assert.Equal(["v1", "v1beta1"], webhook.AdmissionReviewVersions);
        var service = webhook.ClientConfig.Service;
        Assert.Equal(
            ("scanner-webhook", "scanner", "/validate", 443),
            (service.Name, service.NamespaceProperty, service.Path, service.Port));
    }

    [Theory]
    [MemberData(nameof(Renderings.Names), MemberType = typeof(Renderings))]
    public async Task Namespaces_InEveryRendering_ExcludeTheClustersAndScannersOwn(string name)
    {
        var webhook = Webhook(await Renderings.RenderAsync(name));

        var exclusion = webhook.NamespaceSelector.MatchExpressions.First();
        Assert.Equal(("kubernetes.io/metadata.name", "NotIn"), (exclusion.Key, exclusion.OperatorProperty));
        Assert.Equal(["kube-system", "kube-node-lease", "scanner"], exclusion.Values.Take(3));
    }

    [Fact]
    public async Task Selectors_OfTheOperator_AreAddedToTheExclusions()
    {
        var webhook = Webhook(await Renderings.RenderAsync("everything"));

        Assert.Equal(2, webhook.NamespaceSelector.MatchExpressions.Count);
        Assert.Contains("calico-system", webhook.NamespaceSelector.MatchExpressions[0].Values);
        Assert.Equal("production", webhook.NamespaceSelector.MatchLabels["stage"]);
        Assert.Equal("scanner.example.com/skip", webhook.ObjectSelector.MatchExpressions.Single().Key);
        Assert.Equal(
            ["not-a-mirror-pod", "not-being-deleted", "not-the-same-pods", "not-a-node"],
            webhook.MatchConditions.Select(condition => condition.Name));
    }

    [Fact]
    public async Task MatchConditions_SwitchedOff_AreNone()
    {
        Assert.Null(Webhook(await Renderings.RenderWithAsync("admission.skipUnchanged=false")).MatchConditions);
    }

    [Theory]
    [InlineData("defaults", false)]
    [InlineData("cert-manager", false)]
    [InlineData("provided-certificates", true)]
    public async Task CaBundle_IsWrittenOnlyWhereNobodyElseWritesIt(string name, bool isThere)
    {
        var configuration = (await Renderings.RenderAsync(name)).Get("ValidatingWebhookConfiguration", "scanner");

        var client = configuration.Json["webhooks"]![0]!["clientConfig"]!.AsObject();

        Assert.Equal(isThere, client.ContainsKey("caBundle"));
        if (!isThere) return;
        var bundle = Encoding.UTF8.GetString(Webhook(configuration).ClientConfig.CaBundle);
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", bundle, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Admission_SwitchedOff_LeavesNoConfigurationAndNoHook()
    {
        var chart = await Renderings.RenderWithAsync("admission.enabled=false");

        Assert.Empty(chart.OfKind("ValidatingWebhookConfiguration"));
        Assert.DoesNotContain(chart.Objects, candidate => candidate.Hook is not null);
        Assert.NotEmpty(chart.OfKind("Deployment"));
    }

    private static V1ValidatingWebhook Webhook(RenderedChart chart) =>
        Webhook(chart.OfKind("ValidatingWebhookConfiguration").Single());

    private static V1ValidatingWebhook Webhook(ChartObject configuration) =>
        configuration.As<V1ValidatingWebhookConfiguration>().Webhooks.Single();
}
