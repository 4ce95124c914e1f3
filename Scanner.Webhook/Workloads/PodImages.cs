using System.Collections.Immutable;

namespace Scanner.Webhook.Workloads;

/// <summary>The images of one pod spec, and whose credentials its pods pull with.</summary>
internal sealed record PodImages
{
    /// <summary>Where the pod spec stands in the object: <c>spec.template.spec</c>; empty if the object itself is one.</summary>
    public required string Path { get; init; }

    /// <summary>In the order of the object, one for each place, also where the image is the same.</summary>
    public required ImmutableArray<ContainerImage> Images { get; init; }

    public string? ServiceAccountName { get; init; }

    /// <summary>Names of the <c>imagePullSecrets</c>, in the order of the object.</summary>
    public ImmutableArray<string> PullSecretNames { get; init; } = [];
}
