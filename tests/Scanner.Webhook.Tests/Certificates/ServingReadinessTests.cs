using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Scanner.Hosting.Certificates;
using Scanner.Testing;
using Scanner.Webhook.Certificates;

namespace Scanner.Webhook.Tests.Certificates;

public sealed class ServingReadinessTests
{
    [Fact]
    public async Task Refuse_FileThatExpired_SaysSince()
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority();
        var (pem, key) = authority.Issue(["webhook"]);
        await File.WriteAllTextAsync(folder.File("tls.crt"), pem, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.File("tls.key"), key, TestContext.Current.CancellationToken);
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var certificate = new ReloadingCertificate(
            new FileCertificateSource("Tls", folder.File("tls.crt"), folder.File("tls.key"), caFile: null), clock,
            NullLogger<ReloadingCertificate>.Instance);
        var readiness = new ServingReadiness(certificate, clock);
        Assert.Equal("there is no serving certificate yet", readiness.Refuse());

        await certificate.StartAsync(TestContext.Current.CancellationToken);
        Assert.Null(readiness.Refuse());
        var end = new DateTimeOffset(certificate.Current!.Leaf.NotAfter);
        clock.SetUtcNow(end - TimeSpan.FromSeconds(1));
        Assert.Null(readiness.Refuse());
        clock.SetUtcNow(end);

        Assert.StartsWith($"the serving certificate expired at {end.UtcDateTime:u}", readiness.Refuse(), StringComparison.Ordinal);
        await certificate.StopAsync(TestContext.Current.CancellationToken);
    }
}
