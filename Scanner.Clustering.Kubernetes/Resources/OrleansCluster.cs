using k8s;
using k8s.Models;

namespace Scanner.Clustering.Kubernetes.Resources;

/// <summary>
/// The custom resource that is one cluster's membership table (<c>charts/scanner/files/orleanscluster-crd.yaml</c>). Its name is
/// Orleans' cluster id.
/// </summary>
internal sealed record OrleansCluster : IKubernetesObject<V1ObjectMeta>
{
    public const string Group = "orleans.scanner.io";
    public const string Version = "v1";
    public const string ResourceKind = "OrleansCluster";
    public const string Plural = "orleansclusters";

    public string ApiVersion { get; set; } = $"{Group}/{Version}";

    public string Kind { get; set; } = ResourceKind;

    public V1ObjectMeta Metadata { get; set; } = new();

    public required SiloTable Table { get; init; }
}
