using System.Text.Json.Nodes;
using k8s;

namespace Scanner.Testing.Kubernetes;

/// <summary>One object that the chart makes.</summary>
/// <param name="Json">The object as the API server would be sent it.</param>
/// <param name="Source">The template it comes from, such as <c>scanner/templates/rbac/silo.yaml</c>.</param>
public sealed record ChartObject(JsonObject Json, string Source)
{
    public string ApiVersion => Text("apiVersion")!;

    public string Kind => Text("kind")!;

    public string Name => (string)Json["metadata"]!["name"]!;

    /// <summary>Null for objects of the whole cluster.</summary>
    public string? Namespace => (string?)Json["metadata"]!["namespace"];

    /// <summary>When Helm makes it (<c>pre-delete</c>), where it is a hook and no part of the release.</summary>
    public string? Hook => (string?)Json["metadata"]!["annotations"]?["helm.sh/hook"];

    /// <summary>Whether it is an account or says what accounts may do.</summary>
    public bool IsRight => Kind == "ServiceAccount" || ApiVersion.StartsWith("rbac.authorization.k8s.io/", StringComparison.Ordinal);

    /// <summary>The object as KubernetesClient's type.</summary>
    public T As<T>() => KubernetesJson.Deserialize<T>(Json.ToJsonString());

    public override string ToString() => $"{Kind} {Name} ({Source})";

    private string? Text(string key) => (string?)Json[key];
}
