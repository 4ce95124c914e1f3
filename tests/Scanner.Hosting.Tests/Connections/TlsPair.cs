using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Nerdbank.Streams;
using Scanner.Hosting.Certificates;
using Scanner.Hosting.Connections;
using Scanner.Testing;

namespace Scanner.Hosting.Tests.Connections;

/// <summary>The gateway's side of a connection and a client's, without sockets between them.</summary>
internal sealed class TlsPair
{
    private readonly (IDuplexPipe Gateway, IDuplexPipe Client) _pipes = FullDuplexStream.CreatePipePair();

    /// <summary>Runs both sides to their end; each says whether its handshake succeeded.</summary>
    /// <param name="gateway">What the gateway shows, and the CA it trusts.</param>
    /// <param name="client">What the client shows, and the CA it trusts.</param>
    /// <param name="onGateway">What the gateway does then.</param>
    /// <param name="onClient">What the client does then.</param>
    public async Task<(bool Gateway, bool Client)> ConnectAsync(
        CertificatePem gateway, CertificatePem client, ConnectionDelegate onGateway, ConnectionDelegate onClient)
    {
        var (gatewayAgreed, clientAgreed) = (false, false);
        var serving = RunAsync(
            MutualTls.FromClient(await LoadAsync(gateway), TimeProvider.System, NullLogger<MutualTls>.Instance), _pipes.Gateway,
            context =>
            {
                gatewayAgreed = true;
                return onGateway(context);
            });
        var calling = RunAsync(
            MutualTls.ToSilo(await LoadAsync(client), TimeProvider.System, NullLogger<MutualTls>.Instance), _pipes.Client,
            context =>
            {
                clientAgreed = true;
                return onClient(context);
            });
        await Task.WhenAll(serving, calling);
        return (gatewayAgreed, clientAgreed);
    }

    private static async Task RunAsync(MutualTls tls, IDuplexPipe pipe, ConnectionDelegate then)
    {
        var context = new DefaultConnectionContext("test") { Transport = pipe };
        await tls.OnConnectionAsync(context, then);
        await pipe.Output.CompleteAsync();
        await pipe.Input.CompleteAsync();
    }

    private static async Task<ReloadingCertificate> LoadAsync(CertificatePem pem)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("tls.crt"), pem.Certificate);
        await File.WriteAllTextAsync(folder.File("tls.key"), pem.Key);
        await File.WriteAllTextAsync(folder.File("ca.crt"), pem.Ca);
        var source = new FileCertificateSource("Cluster:Tls", folder.File("tls.crt"), folder.File("tls.key"), folder.File("ca.crt"));
        var certificate = new ReloadingCertificate(source, TimeProvider.System, NullLogger<ReloadingCertificate>.Instance);
        await certificate.StartAsync(CancellationToken.None);
        await certificate.StopAsync(CancellationToken.None);
        return certificate;
    }
}
