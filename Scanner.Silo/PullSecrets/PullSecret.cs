using k8s.Models;
using Scanner.Grains.Registry.Credentials;

namespace Scanner.Silo.PullSecrets;

/// <summary>Reads what a Secret holds for registries. Its content is used at once and kept nowhere.</summary>
internal static class PullSecret
{
    /// <summary>Bytes; Kubernetes takes no larger Secret (kubernetes.io, "Secrets", "Restriction on size").</summary>
    public const int MaxSize = 1024 * 1024;

    /// <summary>Adds its credentials for a repository to the search, or what is wrong with it.</summary>
    /// <param name="secret">As the API server sent it.</param>
    /// <param name="name">Which one, for messages: <c>Secret 'regcred' in namespace 'team'</c>.</param>
    /// <param name="registryHost">As image references write it.</param>
    /// <param name="repository">Path below the registry.</param>
    /// <param name="search">Is added to.</param>
    public static void Read(V1Secret secret, SecretName name, string registryHost, string repository, PullSecretSearch search)
    {
        var key = secret.Type switch
        {
            "kubernetes.io/dockerconfigjson" => ".dockerconfigjson",
            "kubernetes.io/dockercfg" => ".dockercfg",
            _ => null,
        };
        if (key is null)
        {
            search.Problem($"{name} is not of type kubernetes.io/dockerconfigjson or kubernetes.io/dockercfg.");
            return;
        }

        if (secret.Data is null || !secret.Data.TryGetValue(key, out var content))
        {
            search.Problem($"{name} has no '{key}'.");
            return;
        }

        if (content.Length > MaxSize)
        {
            search.Problem($"{name} is larger than {MaxSize} bytes.");
            return;
        }

        try
        {
            var source = $"pull secret '{name.Namespace}/{name.Name}'";
            var config = key == ".dockercfg" ? DockerConfig.ParseLegacy(content, source) : DockerConfig.Parse(content, source);
            var found = config.Find(registryHost, repository);
            search.Credentials.AddRange(found);
            if (found.Count > 0) return;
            search.Problem(config.Helpers.Count == 0
                ? $"{name} has no credentials for {registryHost}/{repository}."
                : $"{name} leaves passwords to a credential helper; make it with 'kubectl create secret docker-registry'.");
        }
        catch (FormatException e)
        {
            search.Problem($"{name} cannot be used: {e.Message}.");
        }
    }
}
