namespace Scanner.EndToEnd.Tests.Faults;

/// <summary>Something that happens to one part, and how it comes back.</summary>
/// <param name="Part">The part's name.</param>
/// <param name="What">What happens to it.</param>
/// <param name="InjectAsync">Makes it happen; it lasts from then on.</param>
/// <param name="HealAsync">Ends it, and returns when the part is there again.</param>
internal sealed record Fault(
    string Part, string What, Func<FaultWorld, CancellationToken, Task> InjectAsync,
    Func<FaultWorld, CancellationToken, Task> HealAsync)
{
    /// <summary>
    /// How long; unless said otherwise, longer than the circuits need to open and one silo to be found dead.
    /// </summary>
    public TimeSpan Lasts { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>Why it cannot be done here; null when it can.</summary>
    public Func<FaultWorld, string?> Missing { get; init; } = _ => null;

    public string Name => $"{Part}: {What}";
}
