namespace Scanner.Hosting.ApiServer;

/// <summary>How this program reaches the Kubernetes API. Section <c>Kubernetes</c>.</summary>
public sealed class ApiServerOptions
{
    public const string Section = "Kubernetes";

    /// <summary>A kubeconfig file, whose current context is used. Not set, the pod's service account is.</summary>
    public string? Kubeconfig { get; set; }

    /// <summary>The pod's namespace. Not set, the service account's is, or the kubeconfig's.</summary>
    public string? Namespace { get; set; }
}
