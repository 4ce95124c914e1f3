namespace Scanner.Webhook.Tests.Certificates.Authority;

/// <summary>What a webhook that keeps its certificates must be granted, and nothing more.</summary>
internal static class LeastRbac
{
    public const string Secrets = "secrets";
    public const string Leases = "leases";
    public const string Configuration = "configuration";

    /// <summary>Manifests for the ServiceAccount <c>webhook</c>.</summary>
    public static IEnumerable<string> Of(string @namespace, string configuration, Func<string, bool> grants)
    {
        if (grants(Secrets))
        {
            yield return Role(@namespace, Secrets,
                $$"""
                - { apiGroups: [""], resources: [secrets], verbs: [create] }
                - { apiGroups: [""], resources: [secrets], verbs: [get, update, patch],
                    resourceNames: [{{SelfManagedCluster.CaSecret}}, {{SelfManagedCluster.ServingSecret}}, {{SelfManagedCluster.SiloSecret}}, {{SelfManagedCluster.ClientSecret}}] }
                """);
        }

        if (grants(Leases))
        {
            yield return Role(@namespace, Leases,
                $$"""
                - { apiGroups: [coordination.k8s.io], resources: [leases], verbs: [create] }
                - { apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get, update, patch], resourceNames: [{{SelfManagedCluster.Lease}}] }
                """);
        }

        if (grants(Configuration))
        {
            yield return
                $$"""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: { name: {{configuration}} }
                rules:
                - { apiGroups: [admissionregistration.k8s.io], resources: [validatingwebhookconfigurations], verbs: [get, update, patch], resourceNames: [{{configuration}}] }
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: { name: {{configuration}} }
                roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {{configuration}} }
                subjects: [{ kind: ServiceAccount, name: webhook, namespace: {{@namespace}} }]
                """;
        }
    }

    private static string Role(string @namespace, string name, string rules) =>
        $$"""
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: { name: {{name}}, namespace: {{@namespace}} }
        rules:
        {{rules}}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: { name: {{name}}, namespace: {{@namespace}} }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: {{name}} }
        subjects: [{ kind: ServiceAccount, name: webhook, namespace: {{@namespace}} }]
        """;
}
