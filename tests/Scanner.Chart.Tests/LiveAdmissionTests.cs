using k8s;
using Scanner.Testing;
using Scanner.Testing.Kubernetes;

namespace Scanner.Chart.Tests;

/// <summary>The rendered webhook configuration on a real kube-apiserver, with nobody to answer.</summary>
public sealed class LiveAdmissionTests(KubernetesFixture kubernetes)
{
    private const string Pod =
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: NAME}
        spec: {containers: [{name: main, image: registry.example/a}]}
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private KubernetesApiServer Server => kubernetes.Server;

    [Fact]
    public async Task FailurePolicyFail_WhileNobodyAnswers_BlocksWorkloadsButNeitherScannerNorDeletes()
    {
        var own = await Server.CreateNamespaceAsync("own", Cancelled);
        var other = await Server.CreateNamespaceAsync("other", Cancelled);
        await CreatePodAsync(other, "early");
        var configuration = await ConfigurationAsync(own, other, "admission: {failurePolicy: Fail, timeoutSeconds: 1}");
        await ApplyAsync(configuration, "apply", "--server-side");
        try
        {
            // The API server learns of a new configuration after a moment.
            await UntilAsync(async () =>
            {
                var probe = await KubectlAsync(["create", "--dry-run=server", "-n", other, "-f", "-"], PodNamed("probe"));
                return !probe.Succeeded;
            });
            var refused = await KubectlAsync(["create", "-n", other, "-f", "-"], PodNamed("late"));
            var scanners = await KubectlAsync(["create", "-n", own, "-f", "-"], PodNamed("scanner"));
            var configMap = await KubectlAsync(["create", "configmap", "settings", "-n", other], null);
            var deleted = await KubectlAsync(
                ["delete", "pod", "early", "-n", other, "--grace-period=0", "--force", "--wait=false"], null);

            Assert.Contains("images.scanner.io", refused.Errors, StringComparison.Ordinal);
            Assert.True(scanners.Succeeded, scanners.Errors);
            Assert.True(configMap.Succeeded, configMap.Errors);
            Assert.True(deleted.Succeeded, deleted.Errors);
        }
        finally
        {
            await KubectlAsync(["delete", "validatingwebhookconfiguration", configuration.Name], null);
        }
    }

    [Theory]
    [InlineData("apply", "--validate=false")]
    [InlineData("apply", "--server-side", "--field-manager=helm")]
    public async Task Upgrade_AfterTheWebhookWroteCaBundle_KeepsIt(params string[] apply)
    {
        // What Helm 3 does is what kubectl apply does: a three-way merge of the old manifest, the new one and the live object.
        // Helm 4 applies at the server.
        var own = await Server.CreateNamespaceAsync("own", Cancelled);
        var before = await ConfigurationAsync(own, own, "");
        var after = await ConfigurationAsync(own, own, "admission: {timeoutSeconds: 3}");
        Assert.Equal(before.Name, after.Name);
        await ApplyAsync(before, apply);
        try
        {
            await RunAsync(
                [
                    "patch", "validatingwebhookconfiguration", before.Name, "--type=json", "--field-manager=scanner", "--patch",
                    """[{"op": "add", "path": "/webhooks/0/clientConfig/caBundle", "value": "c2Nhbm5lcg=="}]""",
                ],
                null);

            await ApplyAsync(after, apply);

            var live = await Server.Admin.AdmissionregistrationV1.ReadValidatingWebhookConfigurationAsync(
                before.Name, cancellationToken: Cancelled);
            var webhook = live.Webhooks.Single();
            Assert.Equal("scanner"u8.ToArray(), webhook.ClientConfig.CaBundle);
            Assert.Equal(3, webhook.TimeoutSeconds);
        }
        finally
        {
            await KubectlAsync(["delete", "validatingwebhookconfiguration", before.Name], null);
        }
    }

    /// <summary>
    /// The configuration under a name of its own, for the namespaces of one test only: it concerns the whole server.
    /// </summary>
    private static async Task<ChartObject> ConfigurationAsync(string own, string other, string values)
    {
        RealServicesCheck.Require(RenderedChart.Missing());
        var chart = await RenderedChart.RenderAsync(
            own,
            $"{RenderedChart.LeastValues}\n{values}",
            Cancelled,
            release: $"scanner-{own}",
            arguments:
            [
                "--set", "admission.skipUnchanged=false",
                "--set", "admission.namespaceSelector.matchExpressions[0].key=kubernetes.io/metadata.name",
                "--set", "admission.namespaceSelector.matchExpressions[0].operator=In",
                "--set", $"admission.namespaceSelector.matchExpressions[0].values={{{own},{other}}}",
            ]);
        return chart.OfKind("ValidatingWebhookConfiguration").Single();
    }

    private async Task CreatePodAsync(string @namespace, string name)
    {
        var created = await KubectlAsync(["create", "-n", @namespace, "-f", "-"], PodNamed(name));
        Assert.True(created.Succeeded, created.Errors);
    }

    private Task ApplyAsync(ChartObject candidate, params string[] command) =>
        RunAsync([.. command, "-f", "-"], candidate.Json.ToJsonString());

    private async Task RunAsync(string[] arguments, string? input)
    {
        var result = await KubectlAsync(arguments, input);
        Assert.True(result.Succeeded, result.Errors);
    }

    private Task<ProgramResult> KubectlAsync(string[] arguments, string? input) =>
        Server.KubectlAsync(arguments, input, Cancelled);

    private static string PodNamed(string name) => Pod.Replace("NAME", name, StringComparison.Ordinal);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            if (await condition()) return;
        }

        Assert.Fail("The API server did not take notice of the configuration.");
    }
}
