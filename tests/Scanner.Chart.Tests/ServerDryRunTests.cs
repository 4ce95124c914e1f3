using System.Text.Json;
using System.Text.Json.Nodes;
using Scanner.Chart.Tests.Support;
using Scanner.Testing;
using Scanner.Testing.Kubernetes;

[assembly: AssemblyFixture(typeof(KubernetesFixture))]

namespace Scanner.Chart.Tests;

/// <summary>
/// A real kube-apiserver takes every object that it is not too old for, with the strictness of server-side apply: a field that
/// it does not know is refused.
/// </summary>
public sealed class ServerDryRunTests(KubernetesFixture kubernetes)
{
    /// <summary>What 1.20 does not serve, and what no cluster serves without its operator.</summary>
    private static readonly string[] NotServed =
        ["policy/v1", "autoscaling/v2", "cert-manager.io/v1", "monitoring.coreos.com/v1"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Renderings.Names), MemberType = typeof(Renderings))]
    public async Task Apply_EveryRendering_IsAccepted(string name)
    {
        var server = kubernetes.Server;
        var @namespace = await server.CreateNamespaceAsync("chart", Cancelled);
        foreach (var other in (string[])["team-a", "team-b"]) await EnsureNamespaceAsync(server, other);
        var chart = await Renderings.RenderAsync(name, @namespace);
        var served = chart.Objects.Where(candidate => !NotServed.Contains(candidate.ApiVersion)).Select(AsOfThisServer).ToArray();

        var result = await server.KubectlAsync(
            ["apply", "--server-side", "--dry-run=server", "--validate=false", "-o", "name", "-f", "-"],
            RenderedChart.ListOf(served),
            Cancelled);

        Assert.True(result.Succeeded, result.Errors);
        var accepted = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(served.Length, accepted.Length);
        TestContext.Current.SendDiagnosticMessage(
            $"{name}: {served.Length} objects accepted by the server, {chart.Objects.Count - served.Length} not served by it");
        Assert.True(served.Length >= 13, $"Only {served.Length} objects went to the server.");
    }

    [Fact]
    public async Task Apply_UnknownField_IsRefused()
    {
        var chart = await Renderings.RenderAsync("defaults", "default");
        var deployment = chart.Get("Deployment", "scanner-silo");
        deployment.Json["spec"]!["template"]!["spec"]!["grace"] = 1;

        var result = await kubernetes.Server.KubectlAsync(
            ["apply", "--server-side", "--dry-run=server", "--validate=false", "-f", "-"],
            deployment.Json.ToJsonString(),
            Cancelled);

        Assert.Contains("spec.template.spec.grace", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_CustomResourceDefinition_ServesTheResource()
    {
        var server = kubernetes.Server;
        var definition = (await Renderings.RenderAsync("defaults")).OfKind("CustomResourceDefinition").Single();
        var @namespace = await server.CreateNamespaceAsync("crd", Cancelled);

        var created = await server.KubectlAsync(
            ["create", "--validate=false", "-f", "-"], definition.Json.ToJsonString(), Cancelled);
        var established = await server.KubectlAsync(
            ["wait", "--for=condition=Established", "--timeout=60s", $"crd/{definition.Name}"], null, Cancelled);
        var listed = await server.KubectlAsync(["get", "orleansclusters", "-n", @namespace, "-o", "name"], null, Cancelled);

        Assert.True(created.Succeeded, created.Errors);
        Assert.True(established.Succeeded, established.Errors);
        Assert.True(listed.Succeeded, listed.Errors);
    }

    /// <summary>
    /// The object without the two fields that servers have only since 1.25 and 1.28; StrictTypesTests reads them.
    /// </summary>
    private static ChartObject AsOfThisServer(ChartObject candidate)
    {
        var json = candidate.Json.DeepClone().AsObject();
        if (candidate.Kind == "ValidatingWebhookConfiguration")
        {
            foreach (var webhook in json["webhooks"]!.AsArray()) webhook!.AsObject().Remove("matchConditions");
        }
        else if (candidate.Kind == "CustomResourceDefinition")
        {
            RemoveEverywhere(json, "x-kubernetes-validations");
        }

        return candidate with { Json = json };
    }

    private static void RemoveEverywhere(JsonNode? node, string key)
    {
        if (node is JsonObject map)
        {
            map.Remove(key);
            foreach (var (_, value) in map.ToArray()) RemoveEverywhere(value, key);
        }
        else if (node is JsonArray list)
        {
            foreach (var item in list) RemoveEverywhere(item, key);
        }
    }

    private static async Task EnsureNamespaceAsync(KubernetesApiServer server, string name)
    {
        var manifest = JsonSerializer.Serialize(new { apiVersion = "v1", kind = "Namespace", metadata = new { name } });
        var result = await server.KubectlAsync(["apply", "--server-side", "-f", "-"], manifest, Cancelled);
        Assert.True(result.Succeeded, result.Errors);
    }
}
