using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Scanner.Grains;
using Scanner.Images;
using Scanner.Silo.Inventory.Pods;

namespace Scanner.Silo.Inventory.Workloads;

/// <summary>
/// Which pods run, folded into workloads and images. A pod itself is an entry of some 50 bytes; texts are kept once for each
/// workload and image. Any thread may call.
/// </summary>
internal sealed class RunningPods(int maxPods = RunningPods.MaxPods, int maxImages = RunningPods.MaxImages)
{
    /// <summary>Pods kept, more than the 150,000 that Kubernetes supports in one cluster; about 20 MB.</summary>
    public const int MaxPods = 200_000;

    /// <summary>Distinct images kept, with verdicts of up to 3 KB for those that would be refused.</summary>
    public const int MaxImages = 50_000;

    /// <summary>Texts of workloads that are kept once: namespaces, kinds.</summary>
    private const int MaxSharedTexts = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Entry> _pods = [];
    private readonly Dictionary<WorkloadId, RunningWorkload> _workloads = [];
    private readonly Dictionary<(ImageReference, PullContext), RunningImage> _images = [];
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private int _list;
    private int _partialPods;
    private int _podsOverLimit;

    /// <summary>A list of all pods begins. What is known stays until it has come to its end.</summary>
    public void BeginList()
    {
        lock (_lock)
        {
            _list++;
            _podsOverLimit = 0;
        }
    }

    /// <summary>The list is complete: pods that were not on it are gone.</summary>
    public void EndList()
    {
        lock (_lock)
        {
            foreach (var (uid, entry) in _pods)
            {
                if (entry.List != _list) RemoveLocked(uid);
            }
        }
    }

    /// <summary>A pod is there, or has changed.</summary>
    /// <returns>The pods it belongs to, where it is the first of them; otherwise null.</returns>
    public WorkloadVariant? Put(PodFacts pod)
    {
        lock (_lock)
        {
            var known = _pods.TryGetValue(pod.Uid, out var entry);
            if (!known && _pods.Count >= maxPods)
            {
                _podsOverLimit++;
                return null;
            }

            var variant = Variant(pod, out var isNew);
            if (known && entry.Variant == variant)
            {
                _pods[pod.Uid] = new Entry(variant, _list);
                return null;
            }

            // The new one first, so that an image of both is never without a user in between.
            variant.Pods++;
            if (variant.IsPartial) _partialPods++;
            if (known) RemoveLocked(pod.Uid);
            _pods[pod.Uid] = new Entry(variant, _list);
            return isNew ? variant : null;
        }
    }

    public void Remove(Guid uid)
    {
        lock (_lock) RemoveLocked(uid);
    }

    /// <summary>The workloads that run the image.</summary>
    public ImmutableArray<RunningWorkload> WorkloadsWith(RunningImage image)
    {
        lock (_lock) return [.. image.Users.Select(variant => variant.Workload).Distinct()];
    }

    /// <summary>Whether the workload runs that digest.</summary>
    public bool Runs(RunningWorkload workload, Digest digest)
    {
        lock (_lock) return workload.Variants.Exists(variant => variant.Images.Any(image => image.Image.Digest == digest));
    }

    public InventoryCounts Count()
    {
        lock (_lock)
        {
            return new InventoryCounts(
                _pods.Count, _partialPods, _podsOverLimit, _workloads.Count,
                _workloads.Values.Count(workload => workload.IsRefused),
                _images.Count, _images.Values.Count(image => image.Verdict is not null));
        }
    }

    /// <summary>The workloads that would be refused, worst first.</summary>
    public ImmutableArray<RefusedWorkload> Refused(int limit)
    {
        List<RefusedWorkload> refused = [];
        lock (_lock)
        {
            foreach (var workload in _workloads.Values)
            {
                if (RefusedWorkloads.Describe(workload) is { } described) refused.Add(described);
            }
        }

        return [.. refused.Order(RefusedWorkloads.WorstFirst).Take(limit)];
    }

    private WorkloadVariant Variant(PodFacts pod, out bool isNew)
    {
        var isPartial = pod.IsPartial;
        var images = new List<RunningImage>(pod.Images.Length);
        foreach (var image in pod.Images)
        {
            if (Image(image, pod.PullContext) is { } kept) images.Add(kept);
            else isPartial = true;
        }

        if (!_workloads.TryGetValue(pod.Workload, out var workload))
        {
            workload = new RunningWorkload(Share(pod.Workload));
            _workloads.Add(workload.Id, workload);
        }

        foreach (var known in workload.Variants)
        {
            isNew = false;
            if (known.Runs(CollectionsMarshal.AsSpan(images), isPartial)) return known;
        }

        isNew = true;
        var variant = new WorkloadVariant(workload, [.. images], isPartial);
        foreach (var image in images) image.Use(variant);
        workload.Variants.Add(variant);
        return variant;
    }

    /// <summary>Null where there are too many.</summary>
    private RunningImage? Image(ImageReference reference, PullContext pullContext)
    {
        if (_images.TryGetValue((reference, pullContext), out var known)) return known;
        if (_images.Count >= maxImages) return null;
        var image = new RunningImage(reference, pullContext);
        _images.Add((reference, pullContext), image);
        return image;
    }

    private void RemoveLocked(Guid uid)
    {
        if (!_pods.Remove(uid, out var entry)) return;
        var variant = entry.Variant;
        if (variant.IsPartial) _partialPods--;
        if (--variant.Pods > 0) return;
        foreach (var image in variant.Images)
        {
            if (image.Release(variant)) _images.Remove((image.Image, image.PullContext));
        }

        variant.Workload.Variants.Remove(variant);
        if (variant.Workload.Variants.Count == 0) _workloads.Remove(variant.Workload.Id);
    }

    private WorkloadId Share(WorkloadId id) =>
        id with { Namespace = Share(id.Namespace), ApiVersion = Share(id.ApiVersion), Kind = Share(id.Kind) };

    private string Share(string text)
    {
        if (_texts.TryGetValue(text, out var shared)) return shared;
        if (_texts.Count >= MaxSharedTexts) _texts.Clear();
        _texts.Add(text, text);
        return text;
    }

    /// <summary>A pod.</summary>
    /// <param name="Variant">The pods it belongs to.</param>
    /// <param name="List">The last list it was seen on or after.</param>
    private readonly record struct Entry(WorkloadVariant Variant, int List);
}
