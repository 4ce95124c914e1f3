using k8s.Models;
using Scanner.Chart.Tests.Support;

namespace Scanner.Chart.Tests;

/// <summary>Upgrades, drains and lost nodes leave somebody to answer.</summary>
public sealed class AvailabilityTests
{
    [Theory]
    [InlineData("scanner-webhook", "HTTPS")]
    [InlineData("scanner-silo", "HTTP")]
    public async Task Deployment_ByDefault_NeverHasFewerPods(string name, string scheme)
    {
        var chart = await Renderings.RenderAsync("defaults");
        var deployment = chart.Get("Deployment", name).As<V1Deployment>().Spec;
        var container = deployment.Template.Spec.Containers.Single();

        Assert.Equal(2, deployment.Replicas);
        Assert.Equal(
            ("0", "1"),
            (deployment.Strategy.RollingUpdate.MaxUnavailable.Value, deployment.Strategy.RollingUpdate.MaxSurge.Value));
        Assert.Equal("/livez", container.StartupProbe.HttpGet.Path);
        Assert.Equal("/readyz", container.ReadinessProbe.HttpGet.Path);
        Assert.Equal("/livez", container.LivenessProbe.HttpGet.Path);
        Assert.Equal(scheme, container.LivenessProbe.HttpGet.Scheme);
        Assert.Contains(container.Ports, port => port.Name == container.LivenessProbe.HttpGet.Port.Value);
        Assert.True(deployment.Template.Spec.TerminationGracePeriodSeconds >= 45);
        Assert.Equal(2, deployment.Template.Spec.TopologySpreadConstraints.Count);
        Assert.Single(deployment.Template.Spec.Affinity.PodAntiAffinity.PreferredDuringSchedulingIgnoredDuringExecution);
        Assert.Equal("1", chart.Get("PodDisruptionBudget", name).As<V1PodDisruptionBudget>().Spec.MaxUnavailable.Value);
    }

    [Fact]
    public async Task AntiAffinity_Hard_IsRequired()
    {
        var webhook = (await Renderings.RenderAsync("high-availability")).Get("Deployment", "scanner-webhook").As<V1Deployment>();

        var term = webhook.Spec.Template.Spec.Affinity.PodAntiAffinity.RequiredDuringSchedulingIgnoredDuringExecution.Single();
        Assert.Equal(webhook.Spec.Selector.MatchLabels, term.LabelSelector.MatchLabels);
        Assert.Equal("system-cluster-critical", webhook.Spec.Template.Spec.PriorityClassName);
    }

    [Fact]
    public async Task Autoscaling_WhenOn_OwnsTheNumberOfPods()
    {
        var chart = await Renderings.RenderWithAsync("webhook.autoscaling.enabled=true");

        Assert.Null(chart.Get("Deployment", "scanner-webhook").As<V1Deployment>().Spec.Replicas);
        Assert.Equal(2, chart.Get("Deployment", "scanner-silo").As<V1Deployment>().Spec.Replicas);
        Assert.Equal("scanner-webhook", chart.OfKind("HorizontalPodAutoscaler").Single().Name);
    }

    [Fact]
    public async Task PodTemplate_OfAnotherChartVersion_StaysTheSame()
    {
        var silo = (await Renderings.RenderAsync("everything")).Get("Deployment", "scanner-silo").As<V1Deployment>();

        var labels = silo.Spec.Template.Metadata.Labels;
        Assert.DoesNotContain("helm.sh/chart", labels.Keys);
        Assert.Equal("security", labels["team"]);
    }

    [Theory]
    [InlineData("image.tag=1.2.3", "scanner-webhook:1.2.3")]
    [InlineData("image.registry=registry.example.com/s/", "registry.example.com/s/scanner-webhook:0.1.0")]
    [InlineData("webhook.image.digest=sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "scanner-webhook@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Image_FromValues_IsTheReference(string setting, string expected)
    {
        var chart = await Renderings.RenderWithAsync(setting);

        var images = PodTemplates.Of(chart)
            .Where(pod => pod.Owner.Name != "scanner-silo")
            .Select(pod => pod.Template.Spec.Containers.Single().Image);
        Assert.Equal([expected], images.Distinct());
    }

    [Fact]
    public async Task Pod_FromValues_HasWhatTheOperatorAdds()
    {
        var chart = await Renderings.RenderAsync("everything");
        var webhook = chart.Get("Deployment", "scanner-webhook").As<V1Deployment>().Spec.Template;
        var silo = chart.Get("Deployment", "scanner-silo").As<V1Deployment>().Spec.Template.Spec;

        Assert.Equal("scanner-admission", webhook.Spec.ServiceAccountName);
        Assert.Equal("linux", webhook.Spec.NodeSelector["kubernetes.io/os"]);
        Assert.Single(webhook.Spec.Tolerations);
        Assert.Equal("security", webhook.Metadata.Annotations["example.com/owner"]);
        Assert.Equal("control", webhook.Metadata.Labels["example.com/tier"]);
        Assert.Equal("registry-example", webhook.Spec.ImagePullSecrets.Single().Name);
        Assert.Contains(webhook.Spec.Containers[0].Env, variable => variable is { Name: "DOTNET_gcServer", Value: "0" });
        Assert.Contains(webhook.Spec.Containers[0].VolumeMounts, mount => mount.MountPath == "/extra");
        Assert.NotNull(silo.Affinity.NodeAffinity);
        Assert.Equal("DoNotSchedule", silo.TopologySpreadConstraints.Single().WhenUnsatisfiable);
    }
}
