using System.Collections.Immutable;
using Scanner.Webhook.Workloads;

namespace Scanner.Webhook.Reviews;

/// <summary>The images of one workload that are to be judged in one admission request.</summary>
internal sealed record ImageReview
{
    /// <summary>The admission request's uid.</summary>
    public required string Uid { get; init; }

    /// <summary>The workload's namespace; null for one that has none.</summary>
    public string? Namespace { get; init; }

    /// <summary>The workload as messages and logs name it: <c>Deployment team-a/web</c>.</summary>
    public required string Workload { get; init; }

    /// <summary>The pod specs found, each with at least one image to be judged.</summary>
    public required ImmutableArray<PodImages> Pods { get; init; }

    /// <summary>Notes made while reading; they belong into the decision's warnings.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Time left until the answer must be written.</summary>
    public required TimeSpan Budget { get; init; }
}
