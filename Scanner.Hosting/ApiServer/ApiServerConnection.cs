using k8s;
using k8s.Exceptions;
using Microsoft.Extensions.Options;

namespace Scanner.Hosting.ApiServer;

/// <summary>The Kubernetes API as this program reaches it, and the namespace it runs in.</summary>
public sealed class ApiServerConnection : IDisposable
{
    /// <summary>No call may take longer; the API server answers in milliseconds or is away.</summary>
    public static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(5);

    /// <param name="options">Where it is.</param>
    /// <param name="callTimeout">Instead of <see cref="CallTimeout"/>.</param>
    /// <exception cref="OptionsValidationException">
    /// Neither a pod's service account nor a kubeconfig is there; names the key.
    /// </exception>
    public ApiServerConnection(IOptions<ApiServerOptions> options, TimeSpan? callTimeout = null)
    {
        var configuration = Configure(options.Value);
        configuration.HttpClientTimeout = callTimeout ?? CallTimeout;
        Namespace = options.Value.Namespace ?? configuration.Namespace
            ?? throw Invalid("Kubernetes:Namespace is not set, and neither a service account nor the kubeconfig names one.");
        Client = new Kubernetes(configuration);
    }

    public IKubernetes Client { get; }

    public string Namespace { get; }

    public void Dispose() => Client.Dispose();

    private static KubernetesClientConfiguration Configure(ApiServerOptions options)
    {
        try
        {
            if (options.Kubeconfig is { Length: > 0 } file) return KubernetesClientConfiguration.BuildConfigFromConfigFile(file);
            if (KubernetesClientConfiguration.IsInCluster()) return KubernetesClientConfiguration.InClusterConfig();
        }
        catch (Exception e) when (e is KubeConfigException or IOException or UnauthorizedAccessException or FormatException)
        {
            throw Invalid($"Kubernetes:Kubeconfig ('{options.Kubeconfig}') cannot be used: {e.Message}");
        }

        throw Invalid(
            "This process does not run in a pod with a service account (automountServiceAccountToken). "
            + "Outside a cluster set Kubernetes:Kubeconfig to a kubeconfig file.");
    }

    private static OptionsValidationException Invalid(string fault) => new(nameof(ApiServerOptions), typeof(ApiServerOptions), [fault]);
}
