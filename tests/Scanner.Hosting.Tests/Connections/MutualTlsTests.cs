using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Scanner.Hosting.Certificates;
using Scanner.Hosting.Connections;
using Scanner.Testing;

namespace Scanner.Hosting.Tests.Connections;

public sealed class MutualTlsTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _foreign = new();

    public void Dispose()
    {
        _authority.Dispose();
        _foreign.Dispose();
    }

    [Fact]
    public async Task OnConnection_BothOfOurs_CarriesBytesBothWays()
    {
        var (heard, answered) = ("", "");

        var agreed = await new TlsPair().ConnectAsync(
            Ours(PeerNames.Silo),
            Ours(PeerNames.Webhook),
            async gateway =>
            {
                heard = await ReadAsync(gateway, 8);
                await gateway.Transport.Output.WriteAsync("verdict!"u8.ToArray());
            },
            async client =>
            {
                await client.Transport.Output.WriteAsync("question"u8.ToArray());
                answered = await ReadAsync(client, 8);
            });

        Assert.Equal((true, true), agreed);
        Assert.Equal(("question", "verdict!"), (heard, answered));
    }

    [Fact]
    public async Task OnConnection_ClientOfAForeignAuthority_NeverReachesTheGateway()
    {
        var (certificate, key) = _foreign.Issue([PeerNames.Webhook]);

        var agreed = await ConnectAsync(Ours(PeerNames.Silo), new CertificatePem(certificate, key, _authority.CaPem));

        Assert.False(agreed.Gateway);
    }

    [Fact]
    public async Task OnConnection_ClientOfAnotherName_NeverReachesTheGateway()
    {
        var agreed = await ConnectAsync(Ours(PeerNames.Silo), Ours("somebody.else.internal"));

        Assert.False(agreed.Gateway);
    }

    [Fact]
    public async Task OnConnection_GatewayWithAWebhooksCertificate_IsNoSiloToTheClient()
    {
        var agreed = await ConnectAsync(Ours(PeerNames.Webhook), Ours(PeerNames.Webhook));

        Assert.False(agreed.Client);
    }

    [Fact]
    public async Task OnConnection_GatewayOfAForeignAuthority_IsNoSiloToTheClient()
    {
        var (certificate, key) = _foreign.Issue([PeerNames.Silo]);

        var agreed = await ConnectAsync(new CertificatePem(certificate, key, _authority.CaPem), Ours(PeerNames.Webhook));

        Assert.False(agreed.Client);
    }

    private static Task<(bool Gateway, bool Client)> ConnectAsync(CertificatePem gateway, CertificatePem client) =>
        // In TLS 1.3 a client has its keys before the server has judged it: whether it is welcome shows in the first answer.
        new TlsPair().ConnectAsync(gateway, client, _ => Task.CompletedTask, async context =>
        {
            try
            {
                await context.Transport.Input.ReadAsync();
            }
            catch (IOException)
            {
            }
        });

    private static async Task<string> ReadAsync(ConnectionContext context, int length)
    {
        var read = await context.Transport.Input.ReadAtLeastAsync(length);
        var text = Encoding.UTF8.GetString(read.Buffer.ToArray());
        context.Transport.Input.AdvanceTo(read.Buffer.End);
        return text;
    }

    private CertificatePem Ours(string name)
    {
        var (certificate, key) = _authority.Issue([name]);
        return new CertificatePem(certificate, key, _authority.CaPem);
    }
}
