namespace Scanner.Testing.Clair;

/// <summary>How a <see cref="ClairStandIn"/> starts. Everything that a test changes while it runs is in <see cref="ClairFaults"/>.</summary>
public sealed record ClairStandInOptions
{
    /// <summary>TCP port on 127.0.0.1; 0 takes any free one, and a restart keeps the one taken.</summary>
    public int Port { get; init; }

    /// <summary>The clock of every delay.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Seed of the order of features, vulnerabilities and detectors, which differs from call to call as in Clair.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>When the vulnerability database was updated last (<c>last_update_time</c>, whole seconds). Null: at the start.</summary>
    public DateTimeOffset? DatabaseTime { get; init; }

    /// <summary>The vulnerability database. Null: the embedded one, <see cref="ClairAdvisory.Recorded"/>.</summary>
    public IReadOnlyList<ClairAdvisory>? Advisories { get; init; }
}
