using System.Text.RegularExpressions;

namespace Scanner.Silo.PullSecrets;

/// <summary>
/// Which names Kubernetes objects can have (kubernetes.io, "Object Names and IDs"). Names come from whoever may create a pod,
/// and end up in the path of a request made with our rights: nothing else than these may.
/// </summary>
internal static partial class KubernetesNames
{
    private const int MaxLabel = 63;
    private const int MaxSubdomain = 253;

    /// <summary>A namespace: a DNS label (RFC 1123).</summary>
    public static bool IsNamespace(string name) => name.Length <= MaxLabel && Label().IsMatch(name);

    /// <summary>A secret or ServiceAccount: a DNS subdomain (RFC 1123).</summary>
    public static bool IsObject(string name) => name.Length <= MaxSubdomain && Subdomain().IsMatch(name);

    [GeneratedRegex(@"\A[a-z0-9](?:[-a-z0-9]*[a-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Label();

    [GeneratedRegex(
        @"\A[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Subdomain();
}
