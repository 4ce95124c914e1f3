using Scanner.Testing;
using Scanner.Webhook.Tests.Certificates.Authority;
using Scanner.Webhook.Verbs;

namespace Scanner.Webhook.Tests.Verbs;

public sealed class KubernetesVerbsTests(KubernetesFixture kubernetes)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RemoveConfiguration_There_IsGoneAndASecondTimeIsFine()
    {
        await using var cluster = await SelfManagedCluster.CreateAsync(kubernetes.Server);
        await cluster.InstallConfigurationAsync(new Uri("https://localhost:1"));

        var first = await VerbResult.OfAsync("remove-configuration", cluster.Configuration, "--kubeconfig", kubernetes.Server.Kubeconfig);
        var second = await VerbResult.OfAsync("remove-configuration", cluster.Configuration, "--kubeconfig", kubernetes.Server.Kubeconfig);

        Assert.Equal((WebhookVerbs.Done, WebhookVerbs.Done), (first.ExitCode, second.ExitCode));
        Assert.StartsWith("Removed", first.Output, StringComparison.Ordinal);
        Assert.StartsWith("There is no", second.Output, StringComparison.Ordinal);
        Assert.Empty(await cluster.CaBundlesAsync());
    }

    [Fact]
    public async Task RemoveConfiguration_NotAllowed_FailsAtOnceWithTheRole()
    {
        await using var cluster = await SelfManagedCluster.CreateAsync(kubernetes.Server);
        await cluster.InstallConfigurationAsync(new Uri("https://localhost:1"));

        var result = await VerbResult.OfAsync("remove-configuration", cluster.Configuration, "--kubeconfig", cluster.Kubeconfig);

        Assert.Equal(WebhookVerbs.Failed, result.ExitCode);
        Assert.Contains("cannot delete resource \"validatingwebhookconfigurations\"", result.Errors, StringComparison.Ordinal);
        Assert.Contains("ClusterRole with delete", result.Errors, StringComparison.Ordinal);
        Assert.NotEmpty(await cluster.CaBundlesAsync());
    }

    [Fact]
    public async Task Check_WebhookThatIsCovered_Succeeds()
    {
        await using var cluster = await SelfManagedCluster.CreateAsync(kubernetes.Server);
        var webhook = await cluster.StartWebhookAsync();
        await cluster.InstallConfigurationAsync(webhook);

        var result = await CheckAsync(cluster, new Uri(webhook, "/validate"), "00:01:00");

        Assert.Equal("", result.ExitCode == WebhookVerbs.Done ? "" : result.Errors);
    }

    [Fact]
    public async Task Check_NoConfiguration_GivesUpAndSaysSo()
    {
        await using var cluster = await SelfManagedCluster.CreateAsync(kubernetes.Server);

        var result = await CheckAsync(cluster, new Uri("https://localhost:1/validate"), "00:00:00");

        Assert.Equal(WebhookVerbs.Failed, result.ExitCode);
        Assert.StartsWith($"There is no ValidatingWebhookConfiguration '{cluster.Configuration}'.", result.Errors, StringComparison.Ordinal);
        Assert.Contains("Given up after 00:00:00.", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_CaBundleOfAnother_SaysWhatIsNotCovered()
    {
        await using var cluster = await SelfManagedCluster.CreateAsync(kubernetes.Server);
        var webhook = await cluster.StartWebhookAsync();
        await SelfManagedCluster.UntilAsync(async () => await WebhookCaller.ReadyAsync(webhook, null, Token) is (System.Net.HttpStatusCode.OK, _));
        await using var other = await SelfManagedCluster.CreateAsync(kubernetes.Server);
        await other.InstallConfigurationAsync(webhook);
        await other.Reconciler(TimeProvider.System).TickAsync(Token);

        var result = await CheckAsync(other, new Uri(webhook, "/validate"), "00:00:00");

        Assert.Equal(WebhookVerbs.Failed, result.ExitCode);
        Assert.Contains("the caBundle does not cover its certificate (CN=localhost", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/readyz", "it answered 405 Method Not Allowed")]
    [InlineData("/nothing", "it answered 404 Not Found")]
    public async Task Check_NotWhereReviewsAreTaken_SaysWhatItAnswered(string path, string said)
    {
        await using var cluster = await SelfManagedCluster.CreateAsync(kubernetes.Server);
        var webhook = await cluster.StartWebhookAsync();
        await cluster.InstallConfigurationAsync(webhook);
        await SelfManagedCluster.UntilAsync(async () => await WebhookCaller.ReadyAsync(webhook, null, Token) is (System.Net.HttpStatusCode.OK, _)
            && (await cluster.CaBundlesAsync()).All(bundle => !bundle.IsEmpty));

        var result = await CheckAsync(cluster, new Uri(webhook, path), "00:00:00");

        Assert.Equal(WebhookVerbs.Failed, result.ExitCode);
        Assert.Contains(said, result.Errors, StringComparison.Ordinal);
    }

    private static Task<VerbResult> CheckAsync(SelfManagedCluster cluster, Uri url, string timeout) => VerbResult.OfAsync(
        "check", url.ToString(), cluster.Configuration, "--timeout", timeout, "--kubeconfig", cluster.Kubeconfig);
}
