namespace Scanner.Webhook.Workloads;

/// <summary>One place in a workload that names an image.</summary>
internal sealed record ContainerImage
{
    /// <summary>The image as the user wrote it.</summary>
    public required string Text { get; init; }

    /// <summary>
    /// Name of the container, or of the volume, fit to be shown: at most <see cref="WorkloadLimits.MaxContainerNameShown"/>
    /// characters.
    /// </summary>
    public required string Container { get; init; }

    /// <summary>Where it stands in the object: <c>spec.template.spec.initContainers[1].image</c>.</summary>
    public required string FieldPath { get; init; }
}
