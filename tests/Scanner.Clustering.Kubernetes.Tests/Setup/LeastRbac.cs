using k8s;
using k8s.Models;
using Scanner.Clustering.Kubernetes.Resources;

namespace Scanner.Clustering.Kubernetes.Tests.Setup;

/// <summary>The ServiceAccounts of silo and webhook with the verbs they need and no other.</summary>
internal static class LeastRbac
{
    public const string Silo = "silo";
    public const string Webhook = "webhook";

    /// <summary>An account that may do nothing.</summary>
    public const string Nobody = "nobody";

    public static async Task CreateAsync(
        IKubernetes admin, string @namespace, string cluster, CancellationToken cancellationToken)
    {
        V1PolicyRule[] silo = [Rule([], "create"), Rule([cluster], "get", "update", "patch")];
        await GrantAsync(admin, @namespace, Silo, silo, cancellationToken);
        await GrantAsync(admin, @namespace, Webhook, [Rule([cluster], "get")], cancellationToken);
        await GrantAsync(admin, @namespace, Nobody, [], cancellationToken);
    }

    private static V1PolicyRule Rule(string[] names, params string[] verbs) => new()
    {
        ApiGroups = [OrleansCluster.Group],
        Resources = [OrleansCluster.Plural],
        ResourceNames = names.Length == 0 ? null : names,
        Verbs = verbs,
    };

    private static async Task GrantAsync(
        IKubernetes admin, string @namespace, string account, V1PolicyRule[] rules, CancellationToken cancellationToken)
    {
        var metadata = new V1ObjectMeta { Name = account };
        await admin.CoreV1.CreateNamespacedServiceAccountAsync(
            new V1ServiceAccount { Metadata = metadata }, @namespace, cancellationToken: cancellationToken);
        await admin.RbacAuthorizationV1.CreateNamespacedRoleAsync(
            new V1Role { Metadata = metadata, Rules = rules }, @namespace, cancellationToken: cancellationToken);
        var binding = new V1RoleBinding
        {
            Metadata = metadata,
            RoleRef = new V1RoleRef { ApiGroup = V1Role.KubeGroup, Kind = V1Role.KubeKind, Name = account },
            Subjects = [new Rbacv1Subject { Kind = V1ServiceAccount.KubeKind, Name = account, NamespaceProperty = @namespace }],
        };
        await admin.RbacAuthorizationV1.CreateNamespacedRoleBindingAsync(
            binding, @namespace, cancellationToken: cancellationToken);
    }
}
