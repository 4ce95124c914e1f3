namespace Scanner.Webhook.Workloads;

/// <summary>How much of an object is looked at.</summary>
internal static class WorkloadLimits
{
    /// <summary>
    /// Containers and image volumes of one object. Pods that people run have a handful and the largest generated ones some
    /// dozens; a review of more would occupy the registries for minutes on one user's word.
    /// </summary>
    public const int MaxContainers = 1_000;

    /// <summary>Pull secrets of one pod spec. Each may be tried for each image, and each question carries their names.</summary>
    public const int MaxPullSecrets = 32;

    /// <summary>Notes about one object; an answer has room for fewer.</summary>
    public const int MaxNotes = 32;

    /// <summary>Characters in the name of a secret, service account or workload (Kubernetes, "DNS subdomain names").</summary>
    public const int MaxNameLength = 253;

    /// <summary>Characters of a container's name that messages repeat; a valid one is no longer (RFC 1123 label).</summary>
    public const int MaxContainerNameShown = 63;
}
