using System.Text.Json;
using System.Text.Json.Serialization;
using k8s.Models;
using Scanner.Testing.Kubernetes;

namespace Scanner.Chart.Tests.Support;

/// <summary>
/// Reads objects into KubernetesClient's types, which are generated from the API of a current Kubernetes, and refuses fields
/// that these do not know. It is how objects are checked that the kube-apiserver at hand is too old for.
/// </summary>
internal static class StrictTypes
{
    private static readonly JsonSerializerOptions Strict = new() { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    private static readonly Dictionary<(string, string), Type> Types = new()
    {
        [("v1", "ServiceAccount")] = typeof(V1ServiceAccount),
        [("v1", "Service")] = typeof(V1Service),
        [("v1", "ConfigMap")] = typeof(V1ConfigMap),
        [("v1", "Secret")] = typeof(V1Secret),
        [("apps/v1", "Deployment")] = typeof(V1Deployment),
        [("apps/v1", "StatefulSet")] = typeof(V1StatefulSet),
        [("batch/v1", "Job")] = typeof(V1Job),
        [("policy/v1", "PodDisruptionBudget")] = typeof(V1PodDisruptionBudget),
        [("autoscaling/v2", "HorizontalPodAutoscaler")] = typeof(V2HorizontalPodAutoscaler),
        [("networking.k8s.io/v1", "NetworkPolicy")] = typeof(V1NetworkPolicy),
        [("rbac.authorization.k8s.io/v1", "Role")] = typeof(V1Role),
        [("rbac.authorization.k8s.io/v1", "RoleBinding")] = typeof(V1RoleBinding),
        [("rbac.authorization.k8s.io/v1", "ClusterRole")] = typeof(V1ClusterRole),
        [("rbac.authorization.k8s.io/v1", "ClusterRoleBinding")] = typeof(V1ClusterRoleBinding),
        [("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration")] = typeof(V1ValidatingWebhookConfiguration),
        [("apiextensions.k8s.io/v1", "CustomResourceDefinition")] = typeof(V1CustomResourceDefinition),
    };

    /// <summary>Whether the kind is Kubernetes' own; those of cert-manager and Prometheus have no type here.</summary>
    public static bool Knows(ChartObject candidate) => Types.ContainsKey((candidate.ApiVersion, candidate.Kind));

    /// <exception cref="JsonException">A field is unknown or has a value that is not its type's.</exception>
    public static object Read(ChartObject candidate)
    {
        try
        {
            return JsonSerializer.Deserialize(candidate.Json, Types[(candidate.ApiVersion, candidate.Kind)], Strict)!;
        }
        catch (JsonException error)
        {
            throw new JsonException($"{candidate}: {error.Message}", error);
        }
    }
}
