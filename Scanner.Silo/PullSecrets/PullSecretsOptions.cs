using Scanner.Hosting;

namespace Scanner.Silo.PullSecrets;

/// <summary>Whether pull secrets are read. Section <c>PullSecrets</c>.</summary>
internal sealed class PullSecretsOptions
{
    public const string Section = "PullSecrets";

    /// <summary>
    /// Read the imagePullSecrets of pods and of their ServiceAccounts through the Kubernetes API. Not set, that is done where the
    /// cluster is found through the API too (<see cref="ClusterProvider.Kubernetes"/>). It needs get on secrets and
    /// serviceaccounts; without it only the operator's credentials file is used.
    /// </summary>
    public bool? Enabled { get; set; }
}
