using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Scanner.Hosting.ApiServer;
using Scanner.Testing.Kubernetes;
using Scanner.Webhook.Certificates.Authority;
using Scanner.Webhook.Tests.Admission;
using Scanner.Webhook.Tests.Verbs;
using Scanner.Webhook.Verbs;

namespace Scanner.Webhook.Tests.Certificates.Authority;

/// <summary>An API server that stalls, or a proxy in its place, is reported and ends nothing.</summary>
public sealed class BrokenApiServerTests
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromMilliseconds(200);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, "did not answer within")]
    [InlineData(true, "the answer was no JSON")]
    public async Task Watch_BrokenApiServer_ReportsAndGoesOn(bool html, string said)
    {
        await using var server = html ? BrokenApiServer.Html() : BrokenApiServer.Silent();
        using var connection = Connect(server);
        using var log = new LogLines(typeof(CaBundleWatch));
        using var logging = LoggerFactory.Create(logging => logging.AddProvider(log));
        using var watch = new CaBundleWatch(connection, "it", TimeProvider.System, logging.CreateLogger<CaBundleWatch>());

        await watch.StartAsync(Token);
        var line = await log.NextAsync(Token);

        Assert.Contains(said, line, StringComparison.Ordinal);
        Assert.False(watch.ExecuteTask!.IsCompleted);
        await watch.StopAsync(Token);
        Assert.True(watch.ExecuteTask.IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData(false, "did not answer within")]
    [InlineData(true, "the answer was no JSON")]
    public async Task Lead_BrokenApiServer_SaysThatNobodyMayKeepTheCertificates(bool html, string said)
    {
        await using var server = html ? BrokenApiServer.Html() : BrokenApiServer.Silent();
        using var connection = Connect(server);
        using var log = new LogLines(typeof(CertificateAuthority));
        using var logging = LoggerFactory.Create(logging => logging.AddProvider(log));
        var settings = AuthorityWorld.Settings(TimeSpan.FromHours(3), TimeSpan.FromHours(1), TimeSpan.FromSeconds(10));
        var reconciler = new AuthorityReconciler(
            new AuthorityReader(connection, settings), new AuthorityWriter(connection), settings, TimeProvider.System,
            logging.CreateLogger<AuthorityReconciler>());
        using var authority = new CertificateAuthority(
            reconciler, connection, "it", TimeProvider.System, logging.CreateLogger<CertificateAuthority>());

        await authority.StartAsync(Token);
        var line = await log.NextAsync(Token);

        Assert.Contains("No replica may be keeping the certificates", line, StringComparison.Ordinal);
        Assert.Contains(said, line, StringComparison.Ordinal);
        Assert.False(authority.ExecuteTask!.IsCompleted);
        await authority.StopAsync(Token);
    }

    [Theory]
    [InlineData("remove-configuration", "it")]
    [InlineData("check", "https://localhost:1/validate", "it")]
    public async Task Verb_ProxyInPlaceOfTheApiServer_TriesUntilTimeIsUp(params string[] arguments)
    {
        await using var server = BrokenApiServer.Html();

        var result = await VerbResult.OfAsync([.. arguments, "--timeout", "00:00:00", "--kubeconfig", server.Kubeconfig]);

        Assert.Equal(WebhookVerbs.Failed, result.ExitCode);
        Assert.Contains("the answer was no JSON", result.Errors, StringComparison.Ordinal);
        Assert.Contains("Given up after", result.Errors, StringComparison.Ordinal);
    }

    private static ApiServerConnection Connect(BrokenApiServer server) =>
        new(Options.Create(new ApiServerOptions { Kubeconfig = server.Kubeconfig }), CallTimeout);
}
