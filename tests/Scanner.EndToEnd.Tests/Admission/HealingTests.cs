using System.Text.Json.Nodes;
using Scanner.EndToEnd.Tests.World;
using Scanner.Testing;
using Scanner.Testing.Images;

namespace Scanner.EndToEnd.Tests.Admission;

/// <summary>
/// What must go through while nothing can be judged: Clair is down, and what runs is vulnerable and was let in before Scanner came.
/// </summary>
public sealed class HealingTests(KubernetesFixture kubernetes)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Update_ClairDown_PassesWhatBringsNoImage()
    {
        await using var scanner = await KubernetesScanner.StartAsync(kubernetes.Server, silos: 1, webhooks: 1, Cancelled);
        var name = await scanner.Server.CreateNamespaceAsync("team", Cancelled);
        var image = scanner.Push(SampleImages.Vulnerable, "team/app");
        await PassesAsync(["apply", "-n", name, "-f", "-"], Manifests.Of("Deployment", "web", image));
        await PassesAsync(["apply", "-n", name, "-f", "-"], WithFinalizer(Manifests.Of("Pod", "held", image)));
        await using var gate = await AdmissionGate.CloseAsync(scanner, Cancelled);
        await scanner.Clair.StopServerAsync();

        await PassesAsync(["label", "deployment", "web", "-n", name, "owner=team-a"]);
        await PassesAsync(["annotate", "deployment", "web", "-n", name, "note=known"]);
        await PassesAsync(["scale", "deployment", "web", "-n", name, "--replicas=0"]);
        await PassesAsync(["patch", "deployment", "web", "-n", name, "--type=merge", "-p", """{"spec":{"paused":true}}"""]);
        await PassesAsync(["delete", "pod", "held", "-n", name, "--wait=false"]);
        await PassesAsync(["patch", "pod", "held", "-n", name, "--type=merge", "-p", """{"metadata":{"finalizers":null}}"""]);
        await PassesAsync(["delete", "deployment", "web", "-n", name, "--wait=false"]);

        var refused = await kubernetes.Server.KubectlAsync(
            ["apply", "-n", name, "-f", "-"], Manifests.Of("Pod", "fresh", scanner.Push(SampleImages.CleanNumbered(1), "team/app")), Cancelled);
        Assert.False(refused.Succeeded);
        Assert.Contains("Clair", refused.Errors, StringComparison.Ordinal);
    }

    private static string WithFinalizer(string manifest)
    {
        var json = JsonNode.Parse(manifest)!;
        json["metadata"]!["finalizers"] = new JsonArray("example.com/held");
        return json.ToJsonString();
    }

    private async Task PassesAsync(string[] arguments, string? input = null)
    {
        var result = await kubernetes.Server.KubectlAsync(arguments, input, Cancelled);
        Assert.True(result.Succeeded, $"kubectl {string.Join(' ', arguments)}: {result.Errors}");
    }
}
