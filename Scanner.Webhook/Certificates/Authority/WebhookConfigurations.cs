using System.Net;
using k8s;
using k8s.Models;
using Scanner.Hosting.ApiServer;

namespace Scanner.Webhook.Certificates.Authority;

/// <summary>ValidatingWebhookConfigurations as far as certificates are concerned.</summary>
internal static class WebhookConfigurations
{
    /// <summary>Null where there is none of that name.</summary>
    /// <exception cref="AuthorityException">It cannot be read.</exception>
    public static async Task<V1ValidatingWebhookConfiguration?> FindAsync(
        IKubernetes client, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await client.AdmissionregistrationV1.ReadValidatingWebhookConfigurationAsync(name, cancellationToken: cancellationToken);
        }
        catch (Exception e) when (ApiServerFailure.Status(e) == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (Exception e) when (ApiServerFailure.IsFrom(e, cancellationToken))
        {
            throw AuthorityFailures.Configuration("read", name, e);
        }
    }

    /// <summary>What the API server trusts, webhook by webhook.</summary>
    public static IReadOnlyList<TrustBundle> CaBundles(V1ValidatingWebhookConfiguration? configuration) =>
        [.. (configuration?.Webhooks ?? []).Select(webhook => TrustBundle.Read(webhook.ClientConfig.CaBundle))];
}
