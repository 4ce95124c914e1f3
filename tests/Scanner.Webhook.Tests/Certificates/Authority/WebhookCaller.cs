using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Scanner.Webhook.Certificates.Authority;

namespace Scanner.Webhook.Tests.Certificates.Authority;

/// <summary>Calls a webhook as somebody who trusts given CAs and nobody else.</summary>
internal static class WebhookCaller
{
    /// <summary>One handshake of a new connection. Null where it succeeds, else why not.</summary>
    public static async Task<string?> HandshakeAsync(Uri webhook, TrustBundle trusted, CancellationToken cancellationToken)
    {
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, webhook.Port, cancellationToken);
            await using var tls = new SslStream(socket.GetStream());
            await tls.AuthenticateAsClientAsync(Settings(webhook, trusted), cancellationToken);
            return null;
        }
        catch (Exception e) when (e is IOException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            return e.Message;
        }
    }

    /// <summary>What <c>/readyz</c> says; the status is 0 where there is no handshake.</summary>
    public static async Task<(HttpStatusCode Status, string Text)> ReadyAsync(Uri webhook, TrustBundle? trusted, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            // A probe of the kubelet does not verify; nobody given, neither does this.
            SslOptions = trusted is null ? new() { RemoteCertificateValidationCallback = (_, served, _, _) => served is not null } : Settings(webhook, trusted),
        });
        try
        {
            using var answer = await http.GetAsync(new Uri(webhook, "/readyz"), cancellationToken);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (HttpRequestException e)
        {
            return (0, e.Message);
        }
    }

    private static SslClientAuthenticationOptions Settings(Uri webhook, TrustBundle trusted) => new()
    {
        TargetHost = webhook.Host,
        RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)
            && certificate is System.Security.Cryptography.X509Certificates.X509Certificate2 leaf
            && trusted.Verifies(leaf, TimeProvider.System.GetUtcNow()),
    };
}
