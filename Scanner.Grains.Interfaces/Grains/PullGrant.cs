namespace Scanner.Grains;

/// <summary>The registry lets a manifest be pulled.</summary>
[GenerateSerializer, Immutable, Alias("scanner.PullGrant")]
public sealed record PullGrant
{
    /// <summary>Not only on behalf of whoever asked: anonymously, or with credentials of the operator's.</summary>
    [Id(0)]
    public required bool IsForEverybody { get; init; }

    /// <summary>How long it may be believed.</summary>
    [Id(1)]
    public required TimeSpan Lifetime { get; init; }
}
