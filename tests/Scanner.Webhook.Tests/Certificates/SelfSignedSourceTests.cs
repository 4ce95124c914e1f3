using Scanner.Hosting.Certificates;
using Scanner.Webhook.Certificates;

namespace Scanner.Webhook.Tests.Certificates;

public sealed class SelfSignedSourceTests
{
    [Fact]
    public async Task Read_Certificate_IsForLocalhost()
    {
        var pem = await new SelfSignedSource(TimeProvider.System).ReadAsync(TestContext.Current.CancellationToken);

        var leaf = new LoadedCertificate(pem!).Leaf;

        Assert.True(leaf.MatchesHostname("localhost"));
        Assert.True(leaf.MatchesHostname("127.0.0.1"));
        Assert.True(leaf.HasPrivateKey);
    }
}
