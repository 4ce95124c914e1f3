using System.Collections.Immutable;

namespace Scanner.Webhook.Workloads;

/// <summary>
/// What has been read of an object that may turn out to be a pod spec. A struct, because every object is one at first and
/// nearly none is in the end.
/// </summary>
internal struct PodSpecDraft
{
    private ImmutableArray<ContainerImage>.Builder? _images;
    private List<string>? _pullSecretNames;

    public string? ServiceAccountName { get; set; }

    /// <summary>How many were there, kept or not.</summary>
    public int PullSecretCount { get; private set; }

    public void Add(ContainerImage image) => (_images ??= ImmutableArray.CreateBuilder<ContainerImage>(4)).Add(image);

    /// <summary>Keeps the name, unless there are <see cref="WorkloadLimits.MaxPullSecrets"/> already.</summary>
    public void AddPullSecret(string name)
    {
        if (++PullSecretCount <= WorkloadLimits.MaxPullSecrets) (_pullSecretNames ??= []).Add(name);
    }

    /// <summary>The pod spec, or null where no image was found.</summary>
    public readonly PodImages? Complete(FieldPath path) => _images is null ? null : new PodImages
    {
        Path = path.ToString(),
        Images = _images.DrainToImmutable(),
        ServiceAccountName = ServiceAccountName,
        PullSecretNames = _pullSecretNames is null ? [] : [.. _pullSecretNames],
    };
}
