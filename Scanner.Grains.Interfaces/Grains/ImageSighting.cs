using Scanner.Verdicts;

namespace Scanner.Grains;

/// <summary>That an image was asked about under one name for one namespace, and what came of it.</summary>
[GenerateSerializer, Immutable, Alias("scanner.ImageSighting")]
public sealed record ImageSighting
{
    /// <summary>Registry and repository as the reference had them: <c>registry.example/team/web</c>.</summary>
    [Id(0)]
    public required string Repository { get; init; }

    /// <summary>Namespace of the workload; empty for one that has none.</summary>
    [Id(1)]
    public required string Namespace { get; init; }

    [Id(2)]
    public required DateTimeOffset FirstAt { get; init; }

    [Id(3)]
    public required DateTimeOffset LastAt { get; init; }

    /// <summary>What was answered last, by the rules of that question.</summary>
    [Id(4)]
    public required VerdictOutcome LastOutcome { get; init; }
}
