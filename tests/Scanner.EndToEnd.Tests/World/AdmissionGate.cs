using System.Text;
using System.Text.Json.Nodes;
using Scanner.Testing.Kubernetes;

namespace Scanner.EndToEnd.Tests.World;

/// <summary>
/// The chart's ValidatingWebhookConfiguration on the API server, until disposed. Its service is replaced by an address, because nothing
/// here makes services of pods; all else is as rendered.
/// </summary>
internal sealed class AdmissionGate : IAsyncDisposable
{
    /// <summary>A tenth of a second each; the API server takes about one second.</summary>
    private const int MaxTries = 300;

    private readonly KubernetesApiServer _server;
    private readonly string _name;

    private AdmissionGate(KubernetesApiServer server, string name) => (_server, _name) = (server, name);

    /// <summary>Returns once the API server asks the webhook, which it begins to do some moments after the configuration is there.</summary>
    public static async Task<AdmissionGate> CloseAsync(KubernetesScanner scanner, CancellationToken cancellationToken)
    {
        var configuration = scanner.Chart.OfKind("ValidatingWebhookConfiguration").Single();
        var json = configuration.Json.DeepClone();
        foreach (var webhook in json["webhooks"]!.AsArray())
        {
            webhook!["clientConfig"] = new JsonObject
            {
                ["url"] = new Uri(scanner.Webhooks[0].Address, "/validate").ToString(),
                ["caBundle"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(scanner.CaPem)),
            };
        }

        var applied = await scanner.Server.KubectlAsync(["apply", "--validate=false", "-f", "-"], json.ToJsonString(), cancellationToken);
        Assert.True(applied.Succeeded, applied.Errors);
        var gate = new AdmissionGate(scanner.Server, configuration.Name);
        await gate.WaitAsync(cancellationToken);
        return gate;
    }

    public async ValueTask DisposeAsync() =>
        await _server.KubectlAsync(["delete", "validatingwebhookconfiguration", _name], input: null, CancellationToken.None);

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        var name = await _server.CreateNamespaceAsync("probe", cancellationToken);
        // An image name that no registry needs to be asked about.
        var pod = Manifests.Of("Pod", "probe", "UPPER-CASE");
        var last = "";
        for (var tries = 0; tries < MaxTries; tries++)
        {
            last = (await _server.KubectlAsync(["apply", "--dry-run=server", "-n", name, "-f", "-"], pod, cancellationToken)).Errors;
            if (last.Contains("images.scanner.io", StringComparison.Ordinal)) return;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        }

        Assert.Fail($"The API server does not ask the webhook. It said last: {last}");
    }
}
