using System.Globalization;
using Scanner.Silo.Inventory.Workloads;

namespace Scanner.Silo.Inventory.Pods;

/// <summary>
/// Whose pod it is, told by the pod alone. A Deployment's and a CronJob's objects in between carry its name with a suffix, so no
/// further object needs to be read.
/// </summary>
internal static class PodOwner
{
    /// <summary>How far a Job's scheduled time and its pod's start may be apart: late starts and retries included.</summary>
    private static readonly TimeSpan ScheduleSlack = TimeSpan.FromDays(1);

    public static WorkloadId Of(PodJson.ObjectMeta pod)
    {
        var @namespace = pod.Namespace ?? "";
        var owner = pod.OwnerReferences?.FirstOrDefault(reference => reference.Controller == true);
        // A node owns the pods that mirror its static ones, and is no workload.
        if (owner is not { Kind: { Length: > 0 } kind, Name: { Length: > 0 } name } || kind == "Node")
            return new WorkloadId(@namespace, "v1", "Pod", pod.Name ?? "", pod.Uid);
        if (kind == "ReplicaSet" && WithoutHash(name, pod.Labels?.PodTemplateHash) is { } deployment)
            return new WorkloadId(@namespace, "apps/v1", "Deployment", deployment, null);
        if (kind == "Job" && WithoutSchedule(name, pod.CreationTimestamp) is { } cronJob)
            return new WorkloadId(@namespace, "batch/v1", "CronJob", cronJob, null);
        return new WorkloadId(@namespace, owner.ApiVersion ?? "", kind, name, owner.Uid);
    }

    /// <summary>
    /// A Deployment labels its pods with the suffix of their ReplicaSet's name (kubernetes.io, "Pod-template-hash label").
    /// </summary>
    private static string? WithoutHash(string replicaSet, string? hash) =>
        hash is { Length: > 0 } && replicaSet.Length > hash.Length + 1 && replicaSet.EndsWith($"-{hash}", StringComparison.Ordinal)
            ? replicaSet[..^(hash.Length + 1)]
            : null;

    /// <summary>
    /// A CronJob names its Jobs after the scheduled minute since 1970 (kubernetes/kubernetes, pkg/controller/cronjob,
    /// getJobName). Other Jobs' names may end in a number too, but hardly in one of the same day.
    /// </summary>
    private static string? WithoutSchedule(string job, DateTimeOffset? created)
    {
        var dash = job.LastIndexOf('-');
        if (dash <= 0 || created is not { } at) return null;
        return long.TryParse(job.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var minute)
            && Math.Abs(minute - at.ToUnixTimeSeconds() / 60) <= ScheduleSlack.TotalMinutes
            ? job[..dash]
            : null;
    }
}
