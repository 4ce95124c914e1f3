using Microsoft.Extensions.Logging;
using Scanner.Failures;
using Scanner.Images;

namespace Scanner.Grains.Registry.Credentials;

/// <summary>All credentials for an image: those of its pull secrets first, then the operator's file.</summary>
internal sealed partial class KeychainSequence(
    IEnumerable<IKeychain> keychains, DockerConfigKeychain operatorsFile, ILogger<KeychainSequence> logger) : IKeychain
{
    /// <summary>Each one may cost a request; a pod with more pull secrets for one registry is a mistake or a mischief.</summary>
    public const int MaxCredentials = 8;

    private readonly IKeychain[] _keychains = [.. keychains];

    public async ValueTask<CredentialSearch> ResolveAsync(
        string registryHost, string repository, PullContext pullContext, CancellationToken cancellationToken)
    {
        var found = new List<RegistryCredential>();
        var problems = new List<string>();
        var isIncomplete = false;
        foreach (var keychain in _keychains)
        {
            var search = await keychain.ResolveAsync(registryHost, repository, pullContext, cancellationToken);
            found.AddRange(search.Credentials);
            problems.AddRange(search.Problems);
            isIncomplete |= search.IsIncomplete;
        }
        try
        {
            found.AddRange(operatorsFile.Find(registryHost, repository));
        }
        catch (ScanException e)
        {
            // The operator's business alone, as long as pull secrets do or the registry is open.
            LogFileUnusable(e.Message);
            problems.Add(e.Message);
        }
        return new CredentialSearch
        {
            Credentials = [.. found.DistinctBy(credential => credential.Fingerprint()).Take(MaxCredentials)],
            Problems = problems,
            IsIncomplete = isIncomplete,
        };
    }

    /// <summary>The credentials that serve whoever asks.</summary>
    public IReadOnlyList<RegistryCredential> FindForEverybody(string registryHost, string repository)
    {
        try
        {
            return operatorsFile.Find(registryHost, repository);
        }
        catch (ScanException e)
        {
            LogFileUnusable(e.Message);
            return [];
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Problem} Until then only pull secrets are used.")]
    private partial void LogFileUnusable(string problem);
}
