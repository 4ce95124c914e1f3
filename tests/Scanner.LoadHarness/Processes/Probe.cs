using System.Security.Cryptography.X509Certificates;

namespace Scanner.LoadHarness.Processes;

/// <summary>HTTP to the processes that the harness started.</summary>
internal static class Probe
{
    /// <summary>Longer than a webhook may take for an answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <param name="trusted">The certificate of HTTPS servers; no other is accepted.</param>
    public static HttpClient CreateClient(X509Certificate2? trusted)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        handler.SslOptions.RemoteCertificateValidationCallback =
            (_, certificate, _, _) => trusted is not null && trusted.Equals(certificate);
        return new HttpClient(handler) { Timeout = Patience };
    }

    /// <summary>What the address answers with status 200; null for any other answer, and for none.</summary>
    public static async Task<string?> ReadAsync(HttpClient client, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await client.GetAsync(address, cancellationToken);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(cancellationToken) : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
