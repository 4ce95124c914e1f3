namespace Scanner.Failures;

/// <summary>A scan, or a step of one, failed for a reason that its user can understand.</summary>
[GenerateSerializer, Alias("scanner.ScanException")]
public sealed class ScanException(FailureKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    [Id(0)]
    public FailureKind Kind { get; } = kind;

    /// <summary>How long the other side asked us to wait before the next try, if it did.</summary>
    [Id(1)]
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// Where a registry refused: which credentials it refused, as <see cref="Grains.IRegistryGrain.GetCredentialStamp"/> gives
    /// it; null where none were looked for.
    /// </summary>
    [Id(2)]
    public string? CredentialStamp { get; init; }

    /// <summary>The same failure for a caller in another silo, which may not know the type of what caused it.</summary>
    public ScanException ForTheWire(string? prefix = null) =>
        new(Kind, prefix + Message) { RetryAfter = RetryAfter, CredentialStamp = CredentialStamp };
}
