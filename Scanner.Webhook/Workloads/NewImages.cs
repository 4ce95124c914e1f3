using System.Collections.Immutable;

namespace Scanner.Webhook.Workloads;

/// <summary>What an update adds.</summary>
internal static class NewImages
{
    /// <summary>
    /// The pod specs with those images whose text is nowhere among the old ones; without the pod specs that have none such.
    /// </summary>
    public static ImmutableArray<PodImages> Of(ImmutableArray<PodImages> pods, ImmutableArray<PodImages> oldPods)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pod in oldPods)
            foreach (var image in pod.Images) known.Add(image.Text);

        var changed = ImmutableArray.CreateBuilder<PodImages>(pods.Length);
        foreach (var pod in pods)
        {
            var images = pod.Images.RemoveAll(image => known.Contains(image.Text));
            if (!images.IsEmpty) changed.Add(pod with { Images = images });
        }
        return changed.DrainToImmutable();
    }
}
