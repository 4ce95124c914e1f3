using System.Text;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Scanner.EndToEnd.Tests.World;
using Scanner.Testing;
using Scanner.Testing.Images;
using Scanner.Testing.Registry.Authentication;
using Scanner.Testing.Registry.Debian;

namespace Scanner.EndToEnd.Tests.Admission;

/// <summary>Images of a real registry with htpasswd, and pull secrets in the API server.</summary>
public sealed class PrivateImageTests(KubernetesFixture kubernetes) : IAsyncLifetime
{
    private const string Repository = "team/private";

    private DebianRegistry? _registry;
    private KubernetesScanner? _scanner;
    private AdmissionGate? _gate;
    private string _namespace = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Image => $"{_registry!.Host}/{Repository}:v1";

    public async ValueTask InitializeAsync()
    {
        RealServicesCheck.Require(DebianRegistry.Missing);
        _registry = await DebianRegistry.StartAsync(
            new BasicAccess { Users = [new RegistryUser("robot", "right")] }, Cancelled);
        await _registry.PushAsync(SampleImages.Clean, Repository, "v1", Cancelled);
        _scanner = await KubernetesScanner.StartAsync(
            kubernetes.Server, silos: 1, webhooks: 1, Cancelled, siloSettings: [$"--Registry:Insecure:1={_registry.Host}"]);
        _gate = await AdmissionGate.CloseAsync(_scanner, Cancelled);
        _namespace = await kubernetes.Server.CreateNamespaceAsync("team", Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        if (_gate is not null) await _gate.DisposeAsync();
        if (_scanner is not null) await _scanner.DisposeAsync();
        if (_registry is not null) await _registry.DisposeAsync();
    }

    [Fact]
    public async Task Apply_PodsPullSecret_DecidesWhetherItIsAdmitted()
    {
        await SecretAsync("right", "right");
        await SecretAsync("wrong", "wrong");

        var without = await ApplyAsync("without");
        var wrong = await ApplyAsync("wrong", "wrong");
        var right = await ApplyAsync("right", "right");
        // Known by now, and still not for everybody.
        var withoutAgain = await ApplyAsync("again");

        TestContext.Current.TestOutputHelper!.WriteLine($"without: {without.Errors}\nwrong: {wrong.Errors}\nagain: {withoutAgain.Errors}");
        Assert.All([without, wrong, withoutAgain], result => Assert.False(result.Succeeded));
        Assert.Contains(_registry!.Host, without.Errors, StringComparison.Ordinal);
        Assert.Contains("pull secret", without.Errors, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("wrong", wrong.Errors, StringComparison.Ordinal);
        Assert.True(right.Succeeded, right.Errors);
    }

    [Fact]
    public async Task Apply_ServiceAccountsPullSecret_Admits()
    {
        await SecretAsync("right", "right");
        await kubernetes.Server.Admin.CoreV1.CreateNamespacedServiceAccountAsync(
            new V1ServiceAccount
            {
                Metadata = new V1ObjectMeta { Name = "deployer" },
                ImagePullSecrets = [new V1LocalObjectReference { Name = "right" }],
            },
            _namespace, cancellationToken: Cancelled);

        var another = await ApplyAsync("another");
        var deployer = await ApplyAsync("deployer", pod: new JsonObject { ["serviceAccountName"] = "deployer" });

        Assert.False(another.Succeeded);
        Assert.True(deployer.Succeeded, deployer.Errors);
    }

    [Fact]
    public async Task Apply_SecretRotated_TakesEffectWithinASecond()
    {
        await SecretAsync("regcred", "wrong");
        Assert.False((await ApplyAsync("before", "regcred")).Succeeded);

        await SecretAsync("regcred", "right");
        var after = await ApplyAsync("after", "regcred");
        // A refusal is looked at anew once a second; without that it would stay for up to two minutes.
        for (var tries = 1; !after.Succeeded && tries < 5; tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, Cancelled);
            after = await ApplyAsync("after", "regcred");
        }

        Assert.True(after.Succeeded, after.Errors);
    }

    private async Task SecretAsync(string name, string password)
    {
        var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes($"robot:{password}"));
        var config = new JsonObject
        {
            ["auths"] = new JsonObject { [_registry!.Host] = new JsonObject { ["auth"] = auth } },
        };
        var secret = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["type"] = "kubernetes.io/dockerconfigjson",
            ["data"] = new JsonObject { [".dockerconfigjson"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(config.ToJsonString())) },
        };
        var applied = await kubernetes.Server.KubectlAsync(["apply", "-n", _namespace, "-f", "-"], secret.ToJsonString(), Cancelled);
        Assert.True(applied.Succeeded, applied.Errors);
    }

    private Task<ProgramResult> ApplyAsync(string name, string? pullSecret = null, JsonObject? pod = null)
    {
        pod ??= [];
        if (pullSecret is not null) pod["imagePullSecrets"] = new JsonArray(new JsonObject { ["name"] = pullSecret });
        return kubernetes.Server.KubectlAsync(
            ["apply", "-n", _namespace, "-f", "-"], Manifests.Of("Deployment", name, Image, pod), Cancelled);
    }
}
