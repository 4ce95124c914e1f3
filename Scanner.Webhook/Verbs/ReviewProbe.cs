using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Scanner.Webhook.Certificates.Authority;

namespace Scanner.Webhook.Verbs;

/// <summary>One review as the API server posts it, of an object that has no images: what it tells is that the webhook is there.</summary>
internal static class ReviewProbe
{
    /// <summary>The API server's own default for webhooks.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <param name="url">Where to.</param>
    /// <param name="caBundles">What must cover the certificate, each by itself; an empty one stands for the system's certificates.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is wrong with the answer; null where nothing is.</returns>
    public static async Task<string?> PostAsync(Uri url, IReadOnlyList<TrustBundle> caBundles, CancellationToken cancellationToken)
    {
        string? refusal = null;
        using var http = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions =
            {
                RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                {
                    refusal = Refuse(certificate as X509Certificate2, chain?.ChainPolicy.ExtraStore, errors, url, caBundles);
                    return refusal is null;
                },
            },
        })
        {
            Timeout = Timeout,
        };
        var uid = Guid.NewGuid().ToString();
        using var content = new ByteArrayContent(Review(uid));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await http.PostAsync(url, content, cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode
                ? IsAnswer(body, uid) ? null : "the answer is not an AdmissionReview with our uid."
                : $"it answered {(int)response.StatusCode} {response.ReasonPhrase}.";
        }
        catch (HttpRequestException e)
        {
            return refusal ?? e.Message;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {Timeout.TotalSeconds:0} s.";
        }
    }

    private static string? Refuse(
        X509Certificate2? certificate, X509Certificate2Collection? intermediates, SslPolicyErrors errors, Uri url,
        IReadOnlyList<TrustBundle> caBundles)
    {
        if (certificate is null) return "it shows no certificate.";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return $"its certificate ({certificate.Subject}) is not for {url.Host}.";
        var systemTrusts = !errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors);
        if (caBundles.All(bundle => bundle.IsEmpty ? systemTrusts : bundle.Verifies(certificate, TimeProvider.System.GetUtcNow(), intermediates)))
            return null;
        return caBundles.Any(bundle => bundle.IsEmpty)
            ? $"its certificate ({certificate.Subject}) is not publicly trusted, and there is no caBundle yet."
            : $"the caBundle does not cover its certificate ({certificate.Subject}, by {certificate.Issuer}).";
    }

    private static byte[] Review(string uid) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        apiVersion = "admission.k8s.io/v1",
        kind = "AdmissionReview",
        request = new
        {
            uid,
            kind = new { group = "", version = "v1", kind = "ConfigMap" },
            resource = new { group = "", version = "v1", resource = "configmaps" },
            name = "scanner-check",
            @namespace = "default",
            operation = "CREATE",
            userInfo = new { username = "scanner-check" },
            @object = new { apiVersion = "v1", kind = "ConfigMap", metadata = new { name = "scanner-check", @namespace = "default" } },
            dryRun = true,
        },
    });

    private static bool IsAnswer(string body, string uid)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.TryGetProperty("response", out var response)
                && response.TryGetProperty("uid", out var answered) && answered.ValueEquals(uid)
                && response.TryGetProperty("allowed", out var allowed) && allowed.ValueKind is JsonValueKind.True or JsonValueKind.False;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
