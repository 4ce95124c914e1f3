using Scanner.Webhook.Verbs;

namespace Scanner.Webhook.Tests.Verbs;

public sealed class WebhookVerbsTests
{
    [Theory]
    [InlineData(true, "check", "https://localhost", "it")]
    [InlineData(true, "frobnicate")]
    [InlineData(true, "--help")]
    [InlineData(false)]
    [InlineData(false, "--urls", "https://localhost:8443")]
    [InlineData(false, "/urls=https://localhost:8443")]
    [InlineData(false, "Policy:WhenNotReady=Warn")]
    public void Claim_CommandLine_KnowsVerbsFromSettings(bool verb, params string[] args) => Assert.Equal(verb, WebhookVerbs.Claim(args));

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("remove-configuration")]
    [InlineData("check", "https://localhost")]
    [InlineData("check", "http://localhost", "it")]
    [InlineData("check", "https://localhost", "it", "--timeout", "soon")]
    public async Task Run_SenselessCommandLine_IsMisusedAndListsTheVerbs(params string[] args)
    {
        var result = await VerbResult.OfAsync(args);

        Assert.Equal(WebhookVerbs.Misused, result.ExitCode);
        Assert.Contains("Verbs: remove-configuration, check.", result.Errors, StringComparison.Ordinal);
        Assert.NotEqual("Verbs", result.Errors[..5]);
    }

    [Theory]
    [InlineData("remove-configuration", "NAME")]
    [InlineData("check", "CONFIGURATION-NAME")]
    public async Task Run_HelpOfAVerb_NamesItsArgumentsAndOptions(string verb, string argument)
    {
        var result = await VerbResult.OfAsync(verb, "--help");

        Assert.Equal(WebhookVerbs.Done, result.ExitCode);
        Assert.Contains(argument, result.Output, StringComparison.Ordinal);
        Assert.Contains("--timeout", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Help_ListsTheVerbs()
    {
        var result = await VerbResult.OfAsync("--help");

        Assert.Equal(WebhookVerbs.Done, result.ExitCode);
        Assert.Contains("remove-configuration", result.Output, StringComparison.Ordinal);
        Assert.Contains("check", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_KubeconfigThatIsNotThere_FailsAndNamesIt()
    {
        var result = await VerbResult.OfAsync("remove-configuration", "it", "--kubeconfig", "/nowhere/kubeconfig");

        Assert.Equal(WebhookVerbs.Failed, result.ExitCode);
        Assert.Contains("/nowhere/kubeconfig", result.Errors, StringComparison.Ordinal);
    }
}
