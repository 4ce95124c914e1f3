namespace Scanner.Grains;

/// <summary>A registry grain as an operator sees it.</summary>
[GenerateSerializer, Immutable, Alias("scanner.RegistryState")]
public sealed record RegistryState
{
    [Id(0)]
    public required string Host { get; init; }

    /// <summary>Requests that are under way or wait for their turn.</summary>
    [Id(1)]
    public required int InFlight { get; init; }

    /// <summary>Requests answered since the grain was activated, failures included.</summary>
    [Id(2)]
    public required long Answered { get; init; }

    [Id(3)]
    public required long Failed { get; init; }

    /// <summary>The registry asked us to wait until then.</summary>
    [Id(4)]
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>Tokens held for its repositories. Their values never leave the grain but in a post to Clair.</summary>
    [Id(5)]
    public required int Tokens { get; init; }

    [Id(6)]
    public string? LastError { get; init; }
}
