namespace Scanner.Testing.Clair;

/// <summary>How a <see cref="ClairStandIn"/> starts. What a test changes at run time is in <see cref="ClairFaults"/>.</summary>
public sealed record ClairStandInOptions
{
    /// <summary>TCP port on 127.0.0.1; 0 takes any free one, and a restart keeps the one taken.</summary>
    public int Port { get; init; }

    /// <summary>The clock of every delay.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Seed of the order of features, vulnerabilities and detectors, which differs from call to call.</summary>
    public int Seed { get; init; } = 1;

    /// <summary><c>last_update_time</c> of the vulnerability database, whole seconds. Null: the time of the start.</summary>
    public DateTimeOffset? DatabaseTime { get; init; }

    /// <summary>The vulnerability database. Null: the embedded one, <see cref="ClairAdvisory.Recorded"/>.</summary>
    public IReadOnlyList<ClairAdvisory>? Advisories { get; init; }
}
