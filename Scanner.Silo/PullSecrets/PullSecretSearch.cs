using Scanner.Grains.Registry.Credentials;

namespace Scanner.Silo.PullSecrets;

/// <summary>A <see cref="CredentialSearch"/> while it goes on.</summary>
internal sealed class PullSecretSearch
{
    private readonly List<string> _problems = [];

    public List<RegistryCredential> Credentials { get; } = [];

    /// <summary>The API server did not answer; asking it more would only take longer.</summary>
    public bool IsCutShort { get; set; }

    /// <param name="sentence">For whoever is refused; ends with a full stop.</param>
    public void Problem(string sentence) => _problems.Add(sentence);

    public CredentialSearch ToResult() =>
        new() { Credentials = Credentials, Problems = _problems, IsIncomplete = IsCutShort };
}
