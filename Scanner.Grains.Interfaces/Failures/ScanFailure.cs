namespace Scanner.Failures;

/// <summary>Why the last attempt failed, and when the next may start.</summary>
[GenerateSerializer, Immutable, Alias("scanner.ScanFailure")]
public sealed record ScanFailure
{
    [Id(0)]
    public required FailureKind Kind { get; init; }

    /// <summary>What went wrong and what to do, for whoever reads kubectl's output. Holds no secret.</summary>
    [Id(1)]
    public required string Message { get; init; }

    /// <summary>How often in a row it has failed.</summary>
    [Id(2)]
    public int Attempts { get; init; } = 1;

    /// <summary>Until then the failure is answered from memory; after it, whoever asks starts a new attempt.</summary>
    [Id(3)]
    public DateTimeOffset RetryAt { get; init; }
}
