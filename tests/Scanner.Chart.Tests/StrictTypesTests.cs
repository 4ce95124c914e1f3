using System.Text.Json;
using k8s.Models;
using Scanner.Chart.Tests.Support;

namespace Scanner.Chart.Tests;

/// <summary>
/// No object has a field that a current Kubernetes does not know; this includes what the kube-apiserver at hand does not serve.
/// </summary>
public sealed class StrictTypesTests
{
    [Theory]
    [MemberData(nameof(Renderings.Names), MemberType = typeof(Renderings))]
    public async Task Read_EveryRendering_HasOnlyKnownFields(string name)
    {
        var chart = await Renderings.RenderAsync(name);

        var read = chart.Objects.Where(StrictTypes.Knows).Select(StrictTypes.Read).ToArray();
        var thirdParty = chart.Objects.Where(candidate => !StrictTypes.Knows(candidate)).ToArray();

        Assert.True(read.Length >= 13, $"Only {read.Length} objects were read.");
        Assert.All(
            thirdParty,
            candidate => Assert.Contains(candidate.ApiVersion, (string[])["cert-manager.io/v1", "monitoring.coreos.com/v1"]));
        Assert.DoesNotContain(read, item => item is null);
    }

    [Theory]
    [InlineData("PodDisruptionBudget", "scanner-silo", 0)]
    [InlineData("HorizontalPodAutoscaler", "scanner-webhook", 0)]
    [InlineData("ValidatingWebhookConfiguration", "scanner", 1)]
    public async Task Read_FieldNobodyKnows_IsRefused(string kind, string name, int depth)
    {
        var candidate = (await Renderings.RenderAsync("high-availability")).Get(kind, name);
        var place = depth == 0 ? candidate.Json["spec"]! : candidate.Json["webhooks"]![0]!["clientConfig"]!;
        place["maxUnavailble"] = 1;

        var failure = Assert.Throws<JsonException>(() => StrictTypes.Read(candidate));

        Assert.Contains("maxUnavailble", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ObjectsThatOldServersLack_KeepTheirMeaning()
    {
        var chart = await Renderings.RenderAsync("everything");

        var budget = (V1PodDisruptionBudget)StrictTypes.Read(chart.Get("PodDisruptionBudget", "scanner-silo"));
        var scaler = (V2HorizontalPodAutoscaler)StrictTypes.Read(chart.Get("HorizontalPodAutoscaler", "scanner-webhook"));

        Assert.Equal("50%", budget.Spec.MaxUnavailable.Value);
        Assert.Equal("AlwaysAllow", budget.Spec.UnhealthyPodEvictionPolicy);
        Assert.Equal("silo", budget.Spec.Selector.MatchLabels["app.kubernetes.io/component"]);
        Assert.Equal("scanner-webhook", scaler.Spec.ScaleTargetRef.Name);
        Assert.Equal(70, scaler.Spec.Metrics.Single().Resource.Target.AverageUtilization);
    }
}
