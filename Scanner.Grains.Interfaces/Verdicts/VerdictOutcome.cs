namespace Scanner.Verdicts;

/// <summary>What is known about one image, under one set of rules. Later members win where several are joined.</summary>
public enum VerdictOutcome
{
    /// <summary>Scanned, and no vulnerability is above the rules.</summary>
    Accepted,

    /// <summary>Scanned, but Clair detected no feature in any layer, so nothing can be said.</summary>
    NothingDetected,

    /// <summary>Not known yet, or not knowable; <see cref="Verdict.Failure"/> or <see cref="Verdict.Progress"/> says why.</summary>
    NotReady,

    /// <summary>Scanned, and at least one vulnerability is above the rules.</summary>
    Refused,
}
