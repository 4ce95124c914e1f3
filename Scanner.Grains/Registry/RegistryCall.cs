using Scanner.Grains.Registry.Credentials;
using Scanner.Images;

namespace Scanner.Grains.Registry;

/// <summary>One operation on a registry, from its turn to its answer, over all the requests it takes.</summary>
/// <param name="What">What is asked for, for messages: <c>team/web:v1</c>.</param>
/// <param name="Endpoint">Whom is asked.</param>
/// <param name="Repository">Path below the registry.</param>
/// <param name="PullContext">On whose behalf.</param>
/// <param name="Deadline">When the operation is given up.</param>
internal sealed record RegistryCall(
    string What, RegistryEndpoint Endpoint, string Repository, PullContext PullContext, DateTimeOffset Deadline)
{
    /// <summary>Sources of the credentials that have been sent, in order; empty while all was anonymous.</summary>
    public List<string> CredentialsSent { get; } = [];

    /// <summary>What the last look for credentials found; null while nobody has looked.</summary>
    public CredentialSearch? Search { get; set; }

    /// <summary>The credential of the last request that succeeded; null while none did, or where it went without.</summary>
    public RegistryCredential? Accepted { get; set; }

    /// <summary><c>team/web:v1 at registry.example</c>.</summary>
    public string Asked => $"{What} at {Endpoint.Host}";
}
