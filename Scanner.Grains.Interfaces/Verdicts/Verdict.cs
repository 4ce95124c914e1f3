using System.Collections.Immutable;
using Scanner.Failures;
using Scanner.Images;
using Scanner.Reports;

namespace Scanner.Verdicts;

/// <summary>One report, judged by one set of rules at one moment; bounded in size whatever the report holds.</summary>
[GenerateSerializer, Immutable, Alias("scanner.Verdict")]
public sealed record Verdict
{
    /// <summary>How many findings a verdict carries along: more than a denial shows for one image.</summary>
    public const int MaxFindings = 10;

    [Id(0)]
    public required VerdictOutcome Outcome { get; init; }

    /// <summary>The manifest judged; null where a tag could not be resolved.</summary>
    [Id(1)]
    public Digest? Digest { get; init; }

    /// <summary>All vulnerabilities of the report, accepted ones too.</summary>
    [Id(2)]
    public SeverityCounts Found { get; init; } = SeverityCounts.Zero;

    /// <summary>The vulnerabilities that the rules do not accept.</summary>
    [Id(3)]
    public SeverityCounts Refused { get; init; } = SeverityCounts.Zero;

    /// <summary>How many of the refused ones have a fixed version.</summary>
    [Id(4)]
    public int RefusedWithFix { get; init; }

    /// <summary>The worst refused vulnerabilities, worst first, at most <see cref="MaxFindings"/>.</summary>
    [Id(5)]
    public ImmutableArray<Finding> Worst { get; init; } = [];

    /// <summary>Age of the facts: Clair's database time; null where nothing is known.</summary>
    [Id(6)]
    public DateTimeOffset? DatabaseTime { get; init; }

    /// <summary>Why the image is not ready, where the last attempt failed.</summary>
    [Id(7)]
    public ScanFailure? Failure { get; init; }

    /// <summary>What the scan is doing, where it is still going on: <c>Clair is analysing the layers, 2 of 5 done</c>.</summary>
    [Id(8)]
    public string? Progress { get; init; }

    /// <summary>
    /// The distinct outcomes of an index's platforms, where they differ: policy may be stricter about one that the joined
    /// outcome hides. Empty where there is only <see cref="Outcome"/>.
    /// </summary>
    [Id(9)]
    public ImmutableArray<VerdictOutcome> PlatformOutcomes { get; init; } = [];

    /// <summary>Since when Clair has newer facts than these; null while these are the newest known.</summary>
    [Id(10)]
    public DateTimeOffset? ReplacedAt { get; init; }

    /// <summary>
    /// When the registry last said what the tag stands for, where it cannot be asked just now and that answer still counts; null
    /// otherwise.
    /// </summary>
    [Id(11)]
    public DateTimeOffset? TagAsOf { get; init; }

    public static Verdict NotReadyBecause(Digest? digest, ScanFailure failure) =>
        new() { Outcome = VerdictOutcome.NotReady, Digest = digest, Failure = failure };

    public static Verdict NotReadyYet(Digest? digest, string progress) =>
        new() { Outcome = VerdictOutcome.NotReady, Digest = digest, Progress = progress };
}
