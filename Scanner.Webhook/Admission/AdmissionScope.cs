using System.Collections.Immutable;
using Scanner.Webhook.Reviews;
using Scanner.Webhook.Workloads;

namespace Scanner.Webhook.Admission;

/// <summary>
/// What of a request is to be judged. A cluster must be able to heal and to shed what it no longer wants, so what cannot
/// bring a new image to a node is allowed without asking anyone. A dry run is judged like any other request: a review changes
/// nothing in the cluster.
/// </summary>
internal sealed record AdmissionScope
{
    private AdmissionScope()
    {
    }

    /// <summary>The decision, where nobody needs to be asked; otherwise null.</summary>
    public Decision? Decision { get; private init; }

    /// <summary>Why nobody needs to be asked, for the log.</summary>
    public string? Because { get; private init; }

    /// <summary>The pod specs to be judged, with those images only that are.</summary>
    public ImmutableArray<PodImages> Pods { get; private init; } = [];

    /// <summary>Notes made while reading.</summary>
    public ImmutableArray<string> Warnings { get; private init; } = [];

    public static AdmissionScope Of(AdmissionReview review)
    {
        if (review.Operation is AdmissionOperation.Delete or AdmissionOperation.Connect) return Allowed("it brings no object");
        if (review.SubResource is not (null or "" or "ephemeralcontainers")) return Allowed("this subresource brings no image");
        if (review.Object is not { } reviewed) return Allowed("it brings no object");
        if (review.Operation is AdmissionOperation.Update && reviewed.Metadata.IsBeingDeleted) return Allowed("the object is being deleted");
        if (IsMirrorPod(review, reviewed)) return Allowed("a mirror pod only shows what its node runs already");
        if (reviewed.HasTooManyContainers) return TooManyContainers(review);
        if (reviewed.Pods.IsEmpty) return Allowed("it names no image", reviewed.Notes);

        var pods = review is { Operation: AdmissionOperation.Update, OldObject: { } old }
            ? NewImages.Of(reviewed.Pods, old.Pods)
            : reviewed.Pods;
        return pods.IsEmpty
            ? Allowed("the update brings no new image")
            : new AdmissionScope { Pods = pods, Warnings = reviewed.Notes };
    }

    private static bool IsMirrorPod(AdmissionReview review, ReviewedObject reviewed) =>
        review.Kind == "Pod" && string.IsNullOrEmpty(review.Group) && reviewed.Metadata.HasMirrorAnnotation;

    private static AdmissionScope TooManyContainers(AdmissionReview review) => new()
    {
        Decision = AdmissionResponses.Denied(
            $"{review.Workload} has more than {WorkloadLimits.MaxContainers} containers, which is as many as Scanner reviews in "
            + "one object. Split it into smaller workloads."),
        Because = "it has too many containers",
    };

    private static AdmissionScope Allowed(string because, ImmutableArray<string> warnings = default) =>
        new() { Decision = AdmissionResponses.Allowed(warnings), Because = because };
}
