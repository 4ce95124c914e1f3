using System.Net;
using Scanner.Hosting.ApiServer;

namespace Scanner.Webhook.Certificates.Authority;

/// <summary>What the API server refused, with the role to grant where it is one.</summary>
internal static class AuthorityFailures
{
    public static AuthorityException Secret(string verb, string @namespace, string name, Exception failure) => Because(
        $"Cannot {verb} the Secret '{@namespace}/{name}'", failure,
        $"a Role in the namespace '{@namespace}' with get and update on the Secret '{name}' and create on secrets");

    public static AuthorityException Configuration(string verb, string name, Exception failure) => Because(
        $"Cannot {verb} the ValidatingWebhookConfiguration '{name}'", failure,
        $"a ClusterRole with get and patch on the ValidatingWebhookConfiguration '{name}'");

    public static AuthorityException Lease(string @namespace, string name, Exception failure) => Because(
        $"Cannot hold the Lease '{@namespace}/{name}'", failure,
        $"a Role in the namespace '{@namespace}' with get and update on the Lease '{name}' and create on leases "
        + "(coordination.k8s.io)");

    private static AuthorityException Because(string what, Exception failure, string role)
    {
        var status = ApiServerFailure.Status(failure);
        var hint = status == HttpStatusCode.Forbidden ? $" Grant the webhook's ServiceAccount {role}." : "";
        return new($"{what}: {ApiServerFailure.Reason(failure)}.{hint}", status == HttpStatusCode.Conflict, failure);
    }
}
