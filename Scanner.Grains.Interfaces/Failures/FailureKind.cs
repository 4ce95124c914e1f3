namespace Scanner.Failures;

/// <summary>
/// Why an image could not be judged. One word for the same failure in messages, logs, metrics and grain state.
/// </summary>
public enum FailureKind
{
    /// <summary>What the user wrote is no image reference. No runtime could pull it either, so no policy lets it in.</summary>
    ReferenceInvalid,

    /// <summary>The registry does not have that tag, digest or repository.</summary>
    NotFound,

    /// <summary>The registry wants credentials that nobody gave, or refuses the ones given.</summary>
    Unauthorized,

    /// <summary>The registry's address is one that image names may not make us connect to.</summary>
    AddressRefused,

    /// <summary>The registry did not answer, or answered with a fault of its own.</summary>
    RegistryUnavailable,

    /// <summary>The registry asked for fewer requests.</summary>
    RegistryThrottled,

    /// <summary>The registry's answer is not the manifest that was asked for, or not one Scanner reads.</summary>
    ManifestInvalid,

    /// <summary>An index without a manifest for any platform the cluster runs.</summary>
    PlatformMissing,

    /// <summary>Clair could not fetch a layer from the registry.</summary>
    LayerUnreachable,

    /// <summary>Clair fetched a layer and could not unpack it.</summary>
    LayerUnreadable,

    /// <summary>Clair did not answer, or could not reach its database.</summary>
    ClairUnavailable,

    /// <summary>Clair's answer contradicts the question, or its own protocol.</summary>
    ClairAnswerInvalid,

    /// <summary>The image's report is larger than Clair is able to send.</summary>
    ReportTooLarge,

    /// <summary>Clair's first update has not finished: with an empty database every image would look clean.</summary>
    DatabaseEmpty,

    /// <summary>The scan reached its own deadline.</summary>
    ScanTimedOut,

    /// <summary>The scan was stopped because its silo is shutting down.</summary>
    Interrupted,

    /// <summary>No silo could be reached.</summary>
    ClusterUnavailable,

    /// <summary>A fault in Scanner itself.</summary>
    Internal,

    /// <summary>
    /// The registry refuses, and a pull secret that might have helped could not be read: the Kubernetes API did not answer.
    /// </summary>
    CredentialsUnavailable,
}
