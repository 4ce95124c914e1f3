using System.Collections.Immutable;

namespace Scanner.Grains;

/// <summary>The inventory of running workloads as an operator sees it; bounded in size whatever the cluster runs.</summary>
[GenerateSerializer, Immutable, Alias("scanner.InventoryState")]
public sealed record InventoryState
{
    /// <summary>Workloads listed one by one, about a KB each.</summary>
    public const int MaxRefusedShown = 100;

    /// <summary>Of an inventory that nobody keeps running.</summary>
    public static InventoryState Stopped { get; } = new() { IsRunning = false, Progress = "it is not running" };

    [Id(0)]
    public required bool IsRunning { get; init; }

    /// <summary>What it is doing, or what keeps it from it: <c>follows the cluster's pods</c>.</summary>
    [Id(1)]
    public required string Progress { get; init; }

    /// <summary>When all pods were last listed; null before the first time.</summary>
    [Id(2)]
    public DateTimeOffset? ListedAt { get; init; }

    /// <summary>Pods that run.</summary>
    [Id(3)]
    public int Pods { get; init; }

    /// <summary>
    /// Pods not judged, or not in full: a container's status names no manifest, or there are more pods or images than are kept.
    /// </summary>
    [Id(4)]
    public int SkippedPods { get; init; }

    [Id(5)]
    public int Workloads { get; init; }

    /// <summary>Workloads with an image that would be refused.</summary>
    [Id(6)]
    public int RefusedWorkloads { get; init; }

    /// <summary>Distinct images, by digest and by whose credentials they are pulled with.</summary>
    [Id(7)]
    public int Images { get; init; }

    /// <summary>Of these, the ones that have been judged at least once.</summary>
    [Id(8)]
    public int JudgedImages { get; init; }

    /// <summary>
    /// The workloads that would be refused if restarted now, worst first, at most <see cref="MaxRefusedShown"/>.
    /// </summary>
    [Id(9)]
    public ImmutableArray<RefusedWorkload> Refused { get; init; } = [];
}
