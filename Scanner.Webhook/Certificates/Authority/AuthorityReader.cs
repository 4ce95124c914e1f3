using System.Net;
using k8s;
using k8s.Models;
using Scanner.Hosting.ApiServer;

namespace Scanner.Webhook.Certificates.Authority;

/// <summary>Reads all that the certificates are kept in.</summary>
internal sealed class AuthorityReader(ApiServerConnection apiServer, AuthoritySettings settings)
{
    /// <exception cref="AuthorityException">Without the CA's Secret nothing can be planned.</exception>
    public async Task<ObservedAuthority> ReadAsync(CancellationToken cancellationToken)
    {
        var troubles = new List<string>();
        var isComplete = true;
        var leaves = new Dictionary<string, KeptSecret>();
        foreach (var name in settings.Leaves.Select(leaf => leaf.SecretName))
        {
            try
            {
                leaves.Add(name, await ReadSecretAsync(name, cancellationToken));
            }
            catch (AuthorityException e)
            {
                // Somebody else's is known: nothing of ours is in use there.
                isComplete &= e.InnerException is null;
                troubles.Add(e.Message);
            }
        }

        V1ValidatingWebhookConfiguration? configuration = null;
        try
        {
            configuration = await WebhookConfigurations.FindAsync(apiServer.Client, settings.WebhookConfigurationName, cancellationToken);
        }
        catch (AuthorityException e)
        {
            isComplete = false;
            troubles.Add(e.Message);
        }

        // Last of all, so that nothing above is newer: every change of trust begins here.
        var ca = await ReadSecretAsync(settings.CaSecretName, cancellationToken);
        var state = new AuthorityState(
            CaContent.Read(ca.Data),
            leaves.ToDictionary(pair => pair.Key, pair => LeafContent.Read(pair.Value.Data)),
            WebhookConfigurations.CaBundles(configuration),
            isComplete);
        return new ObservedAuthority(state, ca, leaves, configuration, troubles);
    }

    private async Task<KeptSecret> ReadSecretAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var secret = new KeptSecret(
                name,
                await apiServer.Client.CoreV1.ReadNamespacedSecretAsync(name, apiServer.Namespace, cancellationToken: cancellationToken));
            return secret.IsForeign
                ? throw new AuthorityException(
                    $"The Secret '{apiServer.Namespace}/{name}' is somebody else's: it has content and no label "
                    + $"{KeptSecret.ManagedByLabel}={KeptSecret.ManagedBy}. Scanner does not overwrite it: delete it, or set another name.")
                : secret;
        }
        catch (Exception e) when (ApiServerFailure.Status(e) == HttpStatusCode.NotFound)
        {
            return new KeptSecret(name, null);
        }
        catch (Exception e) when (ApiServerFailure.IsFrom(e, cancellationToken))
        {
            throw AuthorityFailures.Secret("read", apiServer.Namespace, name, e);
        }
    }
}
