using System.Text.Json.Serialization;

namespace Scanner.Silo.Inventory.Pods;

/// <summary>
/// The fields of a pod that the inventory reads; all others are passed over while the answer streams in, and never become
/// objects. (A watch's error is a Status in the place of the pod; its fields are here too.)
/// </summary>
internal sealed record PodJson
{
    public ObjectMeta? Metadata { get; init; }

    public PodSpec? Spec { get; init; }

    [JsonConverter(typeof(PodStatusConverter))]
    public PodStatus? Status { get; init; }

    /// <summary>Of a Status: the HTTP status it stands for.</summary>
    public int? Code { get; init; }

    /// <summary>Of a Status: what went wrong, in a sentence.</summary>
    public string? Message { get; init; }

    internal sealed record ObjectMeta
    {
        public string? Name { get; init; }

        public string? Namespace { get; init; }

        public string? Uid { get; init; }

        public string? ResourceVersion { get; init; }

        public DateTimeOffset? CreationTimestamp { get; init; }

        public string? DeletionTimestamp { get; init; }

        public PodLabels? Labels { get; init; }

        public IReadOnlyList<OwnerReference>? OwnerReferences { get; init; }
    }

    internal sealed record PodLabels
    {
        [JsonPropertyName("pod-template-hash")]
        public string? PodTemplateHash { get; init; }
    }

    internal sealed record OwnerReference
    {
        public string? ApiVersion { get; init; }

        public string? Kind { get; init; }

        public string? Name { get; init; }

        public string? Uid { get; init; }

        public bool? Controller { get; init; }
    }

    internal sealed record PodSpec
    {
        public string? ServiceAccountName { get; init; }

        public IReadOnlyList<NamedObject>? ImagePullSecrets { get; init; }

        public IReadOnlyList<Container>? InitContainers { get; init; }

        public IReadOnlyList<Container>? Containers { get; init; }

        public IReadOnlyList<Container>? EphemeralContainers { get; init; }

        public IReadOnlyList<Volume>? Volumes { get; init; }
    }

    internal sealed record NamedObject
    {
        public string? Name { get; init; }
    }

    internal sealed record Container
    {
        public string? Name { get; init; }

        public string? Image { get; init; }
    }

    internal sealed record Volume
    {
        public ImageVolume? Image { get; init; }
    }

    internal sealed record ImageVolume
    {
        public string? Reference { get; init; }
    }

    internal sealed record PodStatus
    {
        public string? Phase { get; init; }

        public IReadOnlyList<ContainerStatus>? InitContainerStatuses { get; init; }

        public IReadOnlyList<ContainerStatus>? ContainerStatuses { get; init; }

        public IReadOnlyList<ContainerStatus>? EphemeralContainerStatuses { get; init; }
    }

    internal sealed record ContainerStatus
    {
        public string? Name { get; init; }

        [JsonPropertyName("imageID")]
        public string? ImageId { get; init; }
    }
}
