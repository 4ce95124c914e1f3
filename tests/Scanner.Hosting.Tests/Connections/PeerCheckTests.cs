using System.Security.Cryptography.X509Certificates;
using Scanner.Hosting.Certificates;
using Scanner.Hosting.Connections;
using Scanner.Testing;

namespace Scanner.Hosting.Tests.Connections;

public sealed class PeerCheckTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public void Refuse_OfOurs_Welcomes() => Assert.Null(Refuse(_authority.Issue([PeerNames.Silo])));

    [Fact]
    public void Refuse_None_SaysSo() =>
        Assert.Equal("it shows no certificate", PeerCheck.Refuse(null, null, Own(), PeerCheck.ClientUsage, [PeerNames.Silo], Now));

    [Fact]
    public void Refuse_AnotherAuthority_Refuses()
    {
        using var foreign = new TestAuthority();

        Assert.NotNull(Refuse(foreign.Issue([PeerNames.Silo])));
    }

    [Fact]
    public void Refuse_Expired_Refuses() => Assert.NotNull(Refuse(_authority.Issue([PeerNames.Silo], validFor: TimeSpan.FromDays(-1))));

    [Fact]
    public void Refuse_AnotherName_NamesWhatIsMissing() =>
        Assert.Contains(PeerNames.Silo, Refuse(_authority.Issue([PeerNames.Webhook])), StringComparison.Ordinal);

    [Fact]
    public void Refuse_ServerCertificateAsClient_Refuses() =>
        Assert.NotNull(Refuse(_authority.Issue([PeerNames.Silo], server: true, client: false)));

    [Fact]
    public void Refuse_NoUsageAtAll_SaysSo() =>
        Assert.Contains("names no usage", Refuse(_authority.Issue([PeerNames.Silo], server: false, client: false)), StringComparison.Ordinal);

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private string? Refuse((string CertificatePem, string KeyPem) peer)
    {
        using var certificate = X509Certificate2.CreateFromPem(peer.CertificatePem);
        return PeerCheck.Refuse(certificate, null, Own(), PeerCheck.ClientUsage, [PeerNames.Silo], Now);
    }

    private LoadedCertificate Own()
    {
        var (certificate, key) = _authority.Issue([PeerNames.Silo]);
        return new LoadedCertificate(new CertificatePem(certificate, key, _authority.CaPem));
    }
}
