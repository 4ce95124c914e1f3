using System.Globalization;
using k8s.Models;
using Scanner.Chart.Tests.Support;
using Scanner.Testing.Kubernetes;

namespace Scanner.Chart.Tests;

/// <summary>What Helm runs after installing and before uninstalling.</summary>
public sealed class HookTests
{
    [Fact]
    public async Task Check_AfterInstallAndUpgrade_CallsTheWebhookAsTheApiServerDoes()
    {
        var chart = await Renderings.RenderWithAsync("check.timeoutSeconds=90,webhook.service.port=8443");
        var job = chart.Get("Job", "scanner-check");

        Assert.Equal("post-install,post-upgrade", job.Hook);
        var spec = job.As<V1Job>().Spec;
        Assert.Equal(
            ["check", "https://scanner-webhook.scanner.svc:8443/validate", "scanner", "--timeout", "00:01:30"],
            spec.Template.Spec.Containers.Single().Args);
        Assert.Equal(120, spec.ActiveDeadlineSeconds);
        Assert.Null(spec.Template.Spec.Containers.Single().Command);
    }

    [Fact]
    public async Task Removal_BeforeDelete_TakesTheConfigurationAway()
    {
        var job = (await Renderings.RenderAsync("defaults")).Get("Job", "scanner-removal");

        Assert.Equal("pre-delete", job.Hook);
        Assert.Equal(["remove-configuration", "scanner"], job.As<V1Job>().Spec.Template.Spec.Containers.Single().Args);
    }

    [Theory]
    [InlineData("check", "post-install,post-upgrade")]
    [InlineData("removal", "pre-delete")]
    public async Task Account_OfAHook_ComesBeforeItsJobAndGoesAfterIt(string part, string hook)
    {
        var chart = await Renderings.RenderAsync("defaults");
        var objects = chart.Objects.Where(candidate => candidate.Name == $"scanner-{part}").ToArray();

        Assert.Equal(
            ["ClusterRole", "ClusterRoleBinding", "Job", "ServiceAccount"], objects.Select(candidate => candidate.Kind).Order());
        Assert.All(objects, candidate =>
        {
            Assert.Equal(hook, candidate.Hook);
            Assert.Equal("before-hook-creation,hook-succeeded", Annotation(candidate, "helm.sh/hook-delete-policy"));
        });
        var weights = objects.ToDictionary(
            candidate => candidate.Kind,
            candidate => int.Parse(Annotation(candidate, "helm.sh/hook-weight"), CultureInfo.InvariantCulture));
        Assert.True(weights["ServiceAccount"] < weights["Job"]);
        Assert.True(weights["ClusterRole"] < weights["ClusterRoleBinding"]);
        Assert.True(weights["ClusterRoleBinding"] < weights["Job"]);
    }

    [Theory]
    [InlineData("check.enabled=false", "Job scanner-removal")]
    [InlineData("removal.enabled=false", "Job scanner-check")]
    public async Task Hook_SwitchedOff_LeavesNothing(string setting, string expected)
    {
        var chart = await Renderings.RenderWithAsync(setting);

        var jobs = chart.OfKind("Job").Select(job => $"{job.Kind} {job.Name}");

        Assert.Equal([expected], jobs);
        Assert.Single(chart.OfKind("ServiceAccount"), account => account.Hook is not null);
    }

    private static string Annotation(ChartObject candidate, string name) =>
        (string)candidate.Json["metadata"]!["annotations"]![name]!;
}
