using System.Text;
using System.Text.Json;
using k8s;
using k8s.Models;
using Scanner.Hosting.ApiServer;

namespace Scanner.Webhook.Certificates.Authority;

/// <summary>Writes what a plan changes, each object only over the version that the plan was made from.</summary>
internal sealed class AuthorityWriter(ApiServerConnection apiServer)
{
    private const string CaType = "Opaque";
    private const string LeafType = "kubernetes.io/tls";

    /// <summary>Whose fields these are, to those who apply manifests server-side.</summary>
    private const string FieldManager = "scanner";

    /// <summary>Writes as much as can be written. The CA comes first: what could not be kept must not be used.</summary>
    /// <returns>What could not be written.</returns>
    /// <exception cref="AuthorityException">The CA could not be written, or somebody else wrote in between: nothing further was.</exception>
    public async Task<IReadOnlyList<string>> WriteAsync(ObservedAuthority observed, AuthorityPlan plan, CancellationToken cancellationToken)
    {
        var troubles = new List<string>();
        await WriteAsync(observed.Ca, plan.Ca.ToData(), CaType, cancellationToken);
        await TryAsync(() => WriteCaBundlesAsync(observed.Configuration, Encoding.UTF8.GetBytes(plan.Ca.Trusted.Pem), cancellationToken));
        foreach (var (name, leaf) in plan.Leaves)
            await TryAsync(() => WriteAsync(observed.Leaves[name], leaf.ToData(), LeafType, cancellationToken));
        return troubles;

        async Task TryAsync(Func<Task> write)
        {
            try
            {
                await write();
            }
            catch (AuthorityException e) when (!e.IsConflict)
            {
                troubles.Add(e.Message);
            }
        }
    }

    private async Task WriteAsync(KeptSecret secret, Dictionary<string, byte[]> data, string type, CancellationToken cancellationToken)
    {
        if (secret.Holds(data)) return;
        try
        {
            var written = secret.With(data, type);
            if (secret.Found is null)
                await apiServer.Client.CoreV1.CreateNamespacedSecretAsync(
                    written, apiServer.Namespace, fieldManager: FieldManager, cancellationToken: cancellationToken);
            else
                await apiServer.Client.CoreV1.ReplaceNamespacedSecretAsync(
                    written, secret.Name, apiServer.Namespace, fieldManager: FieldManager, cancellationToken: cancellationToken);
        }
        catch (Exception e) when (ApiServerFailure.IsFrom(e, cancellationToken))
        {
            throw AuthorityFailures.Secret("write", apiServer.Namespace, secret.Name, e);
        }
    }

    private async Task WriteCaBundlesAsync(
        V1ValidatingWebhookConfiguration? configuration, byte[] caBundle, CancellationToken cancellationToken)
    {
        var stale = (configuration?.Webhooks ?? [])
            .Index().Where(webhook => !(webhook.Item.ClientConfig.CaBundle ?? []).AsSpan().SequenceEqual(caBundle)).ToList();
        if (stale.Count == 0) return;
        // A patch, because an update would drop the fields that are newer than this program. With the version in it, the API server
        // refuses it over a newer one.
        object[] patch =
        [
            new { op = "replace", path = "/metadata/resourceVersion", value = configuration!.Metadata.ResourceVersion },
            .. stale.Select(webhook => new
            {
                op = "add", path = $"/webhooks/{webhook.Index}/clientConfig/caBundle", value = Convert.ToBase64String(caBundle),
            }),
        ];
        try
        {
            await apiServer.Client.AdmissionregistrationV1.PatchValidatingWebhookConfigurationAsync(
                new V1Patch(JsonSerializer.Serialize(patch), V1Patch.PatchType.JsonPatch), configuration.Metadata.Name,
                fieldManager: FieldManager, cancellationToken: cancellationToken);
        }
        catch (Exception e) when (ApiServerFailure.IsFrom(e, cancellationToken))
        {
            throw AuthorityFailures.Configuration("patch", configuration.Metadata.Name, e);
        }
    }
}
