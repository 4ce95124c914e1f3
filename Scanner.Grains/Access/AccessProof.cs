namespace Scanner.Grains.Access;

/// <summary>A registry's word that a manifest may be pulled.</summary>
/// <param name="ProvenUntil">How long it may be believed.</param>
/// <param name="Until">How long it is acted on: longer where the registry could not be asked again.</param>
internal readonly record struct AccessProof(DateTimeOffset ProvenUntil, DateTimeOffset Until)
{
    /// <summary>Whether an outage may be bridged by it.</summary>
    public bool IsEvidence(DateTimeOffset now) => now - ProvenUntil < AccessTimes.LongestOutage;

    public AccessProof TakenForGranted(DateTimeOffset now) => this with { Until = now + AccessTimes.OutageLifetime };
}
