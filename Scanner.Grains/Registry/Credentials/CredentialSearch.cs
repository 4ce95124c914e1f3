namespace Scanner.Grains.Registry.Credentials;

/// <summary>What came of looking for credentials.</summary>
public sealed record CredentialSearch
{
    /// <summary>Nothing found, and nothing wrong.</summary>
    public static CredentialSearch Empty { get; } = new();

    /// <summary>The credentials that may be tried, best first.</summary>
    public IReadOnlyList<RegistryCredential> Credentials { get; init; } = [];

    /// <summary>
    /// Why there are not more, for the one whom the registry then refuses. Sentences that end with a full stop; short, and
    /// without anything secret.
    /// </summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>A source did not answer, so there may be credentials that nobody knows of just now.</summary>
    public bool IsIncomplete { get; init; }
}
