using Scanner.Images;
using Scanner.Reports;

namespace Scanner.Grains;

/// <summary>A workload that runs, and would be refused if it were restarted now.</summary>
[GenerateSerializer, Immutable, Alias("scanner.RefusedWorkload")]
public sealed record RefusedWorkload
{
    [Id(0)]
    public required string Namespace { get; init; }

    /// <summary>Of the object that makes the pods; <c>Pod</c> where none does.</summary>
    [Id(1)]
    public required string Kind { get; init; }

    [Id(2)]
    public required string Name { get; init; }

    /// <summary>How many of its pods run.</summary>
    [Id(3)]
    public required int Pods { get; init; }

    /// <summary>How many of its images would be refused.</summary>
    [Id(4)]
    public required int RefusedImages { get; init; }

    /// <summary>The worst of them, with the digest that runs.</summary>
    [Id(5)]
    public required ImageReference Image { get; init; }

    /// <summary>The vulnerabilities of the worst one that policy does not accept.</summary>
    [Id(6)]
    public required SeverityCounts Refused { get; init; }

    /// <summary>How many of these have a fixed version.</summary>
    [Id(7)]
    public required int RefusedWithFix { get; init; }

    /// <summary>Age of the facts: Clair's database time.</summary>
    [Id(8)]
    public DateTimeOffset? DatabaseTime { get; init; }
}
