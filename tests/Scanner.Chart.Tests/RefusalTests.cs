using Scanner.Chart.Tests.Support;
using Scanner.Testing;
using Scanner.Testing.Kubernetes;

namespace Scanner.Chart.Tests;

/// <summary>Values that make no sense are refused before anything is installed, with a sentence that says what to do.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("replicas=3", "replicas")]
    [InlineData("webhok.replicas=3", "webhok")]
    [InlineData("webhook.replica=3", "replica")]
    [InlineData("webhook.autoscaling.enable=true", "enable")]
    [InlineData("silo.image.tag=1", "tag")]
    [InlineData("clair.server.database.pasword=x", "pasword")]
    [InlineData("admission.failurepolicy=Fail", "failurepolicy")]
    [InlineData("admission.namespaceSelector.matchLabel.a=b", "matchLabel")]
    [InlineData("certificates.selfManaged.leafLifeTime=01:00:00", "leafLifeTime")]
    [InlineData("networkPolicy.egress.enable=true", "enable")]
    [InlineData("webhook.resources.limit.memory=1Gi", "limit")]
    [InlineData("registry.credentials.secretName=x", "secretName")]
    public async Task UnknownKey_AtAnyLevel_IsRefusedByName(string setting, string key)
    {
        var message = await Renderings.RefusalAsync(RenderedChart.LeastValues, setting);

        Assert.Contains("don't meet the specifications of the schema", message, StringComparison.Ordinal);
        Assert.Contains(key, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("admission.timeoutSeconds=31", "admission.timeoutSeconds")]
    [InlineData("admission.timeoutSeconds=0", "admission.timeoutSeconds")]
    [InlineData("admission.failurePolicy=Allow", "admission.failurePolicy")]
    [InlineData("policy.highestAcceptableSeverity=Severe", "policy.highestAcceptableSeverity")]
    [InlineData("policy.whenNotReady=Ignore", "policy.whenNotReady")]
    [InlineData("certificates.mode=own", "certificates.mode")]
    [InlineData("clair.scanTimeout=10m", "clair.scanTimeout")]
    [InlineData("clair.address=clair:6060", "clair.address")]
    [InlineData("cluster.siloPort=70000", "cluster.siloPort")]
    [InlineData("webhook.replicas=two", "webhook.replicas")]
    [InlineData("webhook.image.digest=sha256:1", "webhook.image.digest")]
    [InlineData("webhook.antiAffinity=strict", "webhook.antiAffinity")]
    [InlineData("storage.provider=Redis", "storage.provider")]
    [InlineData("registry.insecure={http://r:5000}", "registry.insecure")]
    [InlineData("certificates.provided.caBundle=LS0t", "certificates.provided.caBundle")]
    public async Task Value_ThatIsNone_IsRefusedByTheSchema(string setting, string key)
    {
        Assert.Contains(key, await Renderings.RefusalAsync(RenderedChart.LeastValues, setting), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", "Scanner needs a Clair: set clair.address")]
    [InlineData("", "clair.server.enabled=true", "postgresql.enabled=true")]
    [InlineData("", "clair.server.enabled=true,clair.server.image.repository=x,postgresql.enabled=true", "postgresql.auth.existingSecret")]
    [InlineData("", "clair.server.enabled=true,postgresql.enabled=true,postgresql.auth.existingSecret=x", "clair.server.image.repository")]
    [InlineData(RenderedChart.LeastValues, "certificates.mode=provided", "certificates.provided.")]
    [InlineData(RenderedChart.LeastValues, "certificates.mode=provided,certificates.provided.webhookSecret=a,certificates.provided.siloSecret=b", "certificates.provided.clientSecret")]
    [InlineData(RenderedChart.LeastValues, "cluster.siloPort=30000", "they must differ")]
    [InlineData(RenderedChart.LeastValues, "webhook.terminationGracePeriodSeconds=44", "must be at least")]
    [InlineData(RenderedChart.LeastValues, "shutdown.delaySeconds=30", "must be at least")]
    [InlineData(RenderedChart.LeastValues, "silo.autoscaling.enabled=true,silo.autoscaling.minReplicas=9", "is more than maxReplicas")]
    [InlineData(RenderedChart.LeastValues, "storage.provider=PostgreSql", "storage.connectionString.existingSecret")]
    [InlineData(RenderedChart.LeastValues, "silo.serviceAccount.name=a,webhook.serviceAccount.name=a", "are the same")]
    public async Task Values_ThatDoNotFitTogether_AreRefusedWithAdvice(string values, string settings, string advice)
    {
        string[] set = settings.Length == 0 ? [] : [settings];

        Assert.Contains(advice, await Renderings.RefusalAsync(values, set), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cluster_OlderThanSupported_IsRefused()
    {
        RealServicesCheck.Require(RenderedChart.Missing());

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Renderings.RenderAsync("defaults", arguments: ["--kube-version", "1.27.9"]));

        Assert.Contains(">=1.28", failure.Message, StringComparison.Ordinal);
    }
}
