using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Nerdbank.Streams;
using Orleans.Runtime.Messaging;
using Scanner.Hosting.Certificates;

namespace Scanner.Hosting.Connections;

/// <summary>
/// Puts TLS 1.3 with certificates on both sides around an Orleans connection. The certificate is looked up at each handshake, so a
/// new one needs no restart; connections that are open stay open.
/// </summary>
public sealed partial class MutualTls : IConnectionMiddleware
{
    private static readonly TimeSpan HandshakePatience = TimeSpan.FromSeconds(10);

    private readonly ReloadingCertificate _certificate;
    private readonly bool _asServer;
    private readonly string[] _peers;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    private MutualTls(ReloadingCertificate certificate, bool asServer, string[] peers, TimeProvider clock, ILogger logger) =>
        (_certificate, _asServer, _peers, _clock, _logger) = (certificate, asServer, peers, clock, logger);

    /// <summary>For connections that this process opens to a silo.</summary>
    public static MutualTls ToSilo(ReloadingCertificate certificate, TimeProvider clock, ILogger<MutualTls> logger) =>
        new(certificate, asServer: false, [PeerNames.Silo], clock, logger);

    /// <summary>For connections that other silos open to this one.</summary>
    public static MutualTls FromSilo(ReloadingCertificate certificate, TimeProvider clock, ILogger<MutualTls> logger) =>
        new(certificate, asServer: true, [PeerNames.Silo], clock, logger);

    /// <summary>For connections to this silo's gateway.</summary>
    public static MutualTls FromClient(ReloadingCertificate certificate, TimeProvider clock, ILogger<MutualTls> logger) =>
        new(certificate, asServer: true, [PeerNames.Webhook, PeerNames.Silo], clock, logger);

    public async Task OnConnectionAsync(ConnectionContext context, ConnectionDelegate next)
    {
        var plain = context.Transport;
        var tls = new SslStream(plain.AsStream());
        await using (tls.ConfigureAwait(false))
        {
            if (!await HandshakeAsync(tls, context)) return;
            context.Transport = new DuplexPipe(PipeReader.Create(tls), PipeWriter.Create(tls));
            try
            {
                await next(context);
            }
            finally
            {
                context.Transport = plain;
            }
        }
    }

    private async Task<bool> HandshakeAsync(SslStream tls, ConnectionContext context)
    {
        using var patience = new CancellationTokenSource(HandshakePatience, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.ConnectionClosed);
        string? refusal = null;
        try
        {
            var own = await _certificate.FirstAsync(either.Token);
            own = _certificate.Current ?? own;
            bool Check(object sender, X509Certificate? peer, X509Chain? chain, SslPolicyErrors errors)
            {
                refusal = PeerCheck.Refuse(
                    peer as X509Certificate2, chain?.ChainPolicy.ExtraStore, own, _asServer ? PeerCheck.ClientUsage : PeerCheck.ServerUsage,
                    _peers, _clock.GetUtcNow());
                return refusal is null;
            }

            if (_asServer) await tls.AuthenticateAsServerAsync(ServerSettings(own, Check), either.Token);
            else await tls.AuthenticateAsClientAsync(ClientSettings(own, Check), either.Token);
            return true;
        }
        catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException)
        {
            if (_certificate.Current is null) refusal = "this process has no certificate yet";
            LogRefused(context.RemoteEndPoint?.ToString() ?? "a peer", refusal ?? e.Message);
            context.Abort();
            return false;
        }
    }

    private static SslServerAuthenticationOptions ServerSettings(LoadedCertificate own, RemoteCertificateValidationCallback check) => new()
    {
        ServerCertificateContext = own.Context,
        ClientCertificateRequired = true,
        EnabledSslProtocols = SslProtocols.Tls13,
        RemoteCertificateValidationCallback = check,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        // A resumed session shows no certificate, so a peer could outlive its own.
        AllowTlsResume = false,
    };

    private SslClientAuthenticationOptions ClientSettings(LoadedCertificate own, RemoteCertificateValidationCallback check) => new()
    {
        TargetHost = _peers[0],
        ClientCertificateContext = own.Context,
        EnabledSslProtocols = SslProtocols.Tls13,
        RemoteCertificateValidationCallback = check,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        AllowTlsResume = false,
    };

    [LoggerMessage(LogLevel.Warning, "No TLS with {Peer}: {Reason}")]
    private partial void LogRefused(string peer, string reason);

    private sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
