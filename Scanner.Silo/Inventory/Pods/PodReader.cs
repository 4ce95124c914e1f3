using Scanner.Images;

namespace Scanner.Silo.Inventory.Pods;

/// <summary>Which images a pod runs, and on whose behalf they were pulled.</summary>
internal static class PodReader
{
    /// <summary>Containers and image volumes of one pod; as many as the webhook reviews.</summary>
    private const int MaxImages = 1_000;

    /// <summary>Pull secrets of one pod; as many as the webhook passes on.</summary>
    private const int MaxPullSecrets = 32;

    /// <summary>Null for a pod that does not run any more, or has no identity.</summary>
    public static PodFacts? Read(PodJson pod)
    {
        if (pod.Metadata is not { } metadata || !Guid.TryParse(metadata.Uid, out var uid)) return null;
        if (metadata.DeletionTimestamp is { Length: > 0 } || pod.Status?.Phase is "Succeeded" or "Failed") return null;
        var images = new List<ImageReference>();
        var isPartial = false;
        ReadContainers(pod.Spec?.InitContainers, pod.Status?.InitContainerStatuses);
        ReadContainers(pod.Spec?.Containers, pod.Status?.ContainerStatuses);
        ReadContainers(pod.Spec?.EphemeralContainers, pod.Status?.EphemeralContainerStatuses);
        foreach (var volume in pod.Spec?.Volumes ?? [])
        {
            // Its status has no digest, so only one that was written counts.
            if (volume?.Image?.Reference is { Length: > 0 } reference) Add(Written(reference), isPulled: true);
        }

        return new PodFacts
        {
            Uid = uid,
            Workload = PodOwner.Of(metadata),
            PullContext = ContextOf(metadata, pod.Spec),
            Images = [.. images],
            IsPartial = isPartial,
        };

        void ReadContainers(IReadOnlyList<PodJson.Container>? containers, IReadOnlyList<PodJson.ContainerStatus>? statuses)
        {
            foreach (var container in containers ?? [])
            {
                if (container is null) continue;
                var imageId = statuses?.FirstOrDefault(status => status?.Name == container.Name)?.ImageId;
                var written = Written(container.Image);
                // No status yet: it is still to be pulled, and the pod will change then.
                if (string.IsNullOrEmpty(imageId)) Add(written, isPulled: false);
                else Add(Named(ImageIds.Read(imageId), container.Image) ?? written, isPulled: true);
            }
        }

        void Add(ImageReference? image, bool isPulled)
        {
            if (image is null || images.Count >= MaxImages) isPartial |= isPulled;
            else if (!images.Contains(image)) images.Add(image);
        }
    }

    /// <summary>What was written, where it has a digest.</summary>
    private static ImageReference? Written(string? text) =>
        text is not null && ImageReference.TryParse(text, out var image, out _) && image.Digest is not null ? image : null;

    /// <summary>What was pulled, with the tag that was written, which tells people more.</summary>
    private static ImageReference? Named(ImageReference? pulled, string? text) =>
        pulled is { Tag: null } && text is not null && ImageReference.TryParse(text, out var written, out _)
            && written.Name == pulled.Name && written.Tag is { } tag
            ? pulled with { Tag = tag }
            : pulled;

    private static PullContext ContextOf(PodJson.ObjectMeta metadata, PodJson.PodSpec? spec) => new()
    {
        Namespace = metadata.Namespace ?? "",
        ServiceAccountName = spec?.ServiceAccountName,
        PullSecretNames =
        [
            .. (spec?.ImagePullSecrets ?? []).Select(secret => secret?.Name).OfType<string>()
                .Where(name => name.Length > 0).Take(MaxPullSecrets),
        ],
    };
}
