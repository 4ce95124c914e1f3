using Scanner.EndToEnd.Tests.World;
using Scanner.Testing;
using Scanner.Testing.Images;

namespace Scanner.EndToEnd.Tests.Admission;

/// <summary>What a user of kubectl meets, with every kind that the API server at hand serves.</summary>
public sealed class WorkloadTests(GatedScanner gated) : IClassFixture<GatedScanner>
{
    private KubernetesScanner Scanner => gated.Scanner;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static IEnumerable<TheoryDataRow<string>> Kinds => Manifests.Kinds.Keys.Select(kind => new TheoryDataRow<string>(kind));

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Apply_VulnerableImage_IsRefusedInOurWords(string kind)
    {
        var (name, image) = (await NamespaceAsync(), Push(SampleImages.Vulnerable));

        var applied = await ApplyAsync(name, Manifests.Of(kind, "web", image));

        Assert.False(applied.Succeeded);
        Assert.Contains("admission webhook \"images.scanner.io\" denied the request", applied.Errors, StringComparison.Ordinal);
        Assert.Contains("CVE-2024-2961 in glibc 2.36-9, fixed in 2.36-9+deb12u6", applied.Errors, StringComparison.Ordinal);
        Assert.Contains("container main", applied.Errors, StringComparison.Ordinal);
        Assert.Contains("Clair's data of", applied.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Apply_CleanImage_IsAccepted(string kind)
    {
        var (name, image) = (await NamespaceAsync(), Push(SampleImages.Clean));

        var applied = await ApplyAsync(name, Manifests.Of(kind, "web", image));

        Assert.True(applied.Succeeded, applied.Errors);
    }

    [Fact]
    public async Task Apply_DryRunOnServer_IsJudgedAndMakesNothing()
    {
        var name = await NamespaceAsync();

        var vulnerable = await ApplyAsync(name, Manifests.Of("Deployment", "web", Push(SampleImages.Vulnerable)), "--dry-run=server");
        var clean = await ApplyAsync(name, Manifests.Of("Deployment", "web", Push(SampleImages.Clean)), "--dry-run=server");

        Assert.Contains("CVE-2024-2961", vulnerable.Errors, StringComparison.Ordinal);
        Assert.True(clean.Succeeded, clean.Errors);
        Assert.Equal("", (await KubectlAsync("get", "deployments", "-n", name, "-o", "name")).Output);
    }

    [Fact]
    public async Task Replace_EphemeralContainer_IsJudged()
    {
        var name = await NamespaceAsync();
        Assert.True((await ApplyAsync(name, Manifests.Of("Pod", "web", Push(SampleImages.Clean)))).Succeeded);

        var vulnerable = await DebugAsync(name, Push(SampleImages.Vulnerable));
        var clean = await DebugAsync(name, Push(SampleImages.CleanNumbered(7)));

        Assert.Contains("CVE-2024-2961", vulnerable.Errors, StringComparison.Ordinal);
        Assert.Contains("ephemeral", vulnerable.Errors, StringComparison.Ordinal);
        Assert.True(clean.Succeeded, clean.Errors);
    }

    [Fact]
    public async Task Apply_UpdateToAVulnerableImage_IsRefusedAndTheOldOneStays()
    {
        var name = await NamespaceAsync();
        var clean = Push(SampleImages.Clean);
        Assert.True((await ApplyAsync(name, Manifests.Of("Deployment", "web", clean))).Succeeded);

        var updated = await ApplyAsync(name, Manifests.Of("Deployment", "web", Push(SampleImages.Vulnerable)));

        Assert.Contains("CVE-2024-2961", updated.Errors, StringComparison.Ordinal);
        var image = await KubectlAsync("get", "deployment", "web", "-n", name, "-o", "jsonpath={.spec.template.spec.containers[0].image}");
        Assert.Equal(clean, image.Output);
    }

    // What kubectl debug of that version sends.
    private Task<ProgramResult> DebugAsync(string @namespace, string image) => Scanner.Server.KubectlAsync(
        ["replace", "--raw", $"/api/v1/namespaces/{@namespace}/pods/web/ephemeralcontainers", "-f", "-"],
        $$"""
        {"apiVersion":"v1","kind":"EphemeralContainers","metadata":{"name":"web"},
        "ephemeralContainers":[{"name":"debugger","image":"{{image}}","terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"}]}
        """,
        Cancelled);

    private Task<string> NamespaceAsync() => Scanner.Server.CreateNamespaceAsync("team", Cancelled);

    private string Push(BuiltImage image) => Scanner.Push(image, "team/app");

    private Task<ProgramResult> ApplyAsync(string @namespace, string manifest, params string[] more) =>
        Scanner.Server.KubectlAsync(["apply", "-n", @namespace, "-f", "-", .. more], manifest, Cancelled);

    private Task<ProgramResult> KubectlAsync(params string[] arguments) => Scanner.Server.KubectlAsync(arguments, input: null, Cancelled);
}
