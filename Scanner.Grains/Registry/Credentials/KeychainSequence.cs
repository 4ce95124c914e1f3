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
            var search = await AskAsync(keychain, registryHost, repository, pullContext, cancellationToken);
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

    // What a keychain trips over was found for one source and is that one's trouble: as a fault of Scanner's it would be held
    // against everybody who asks for the image. It is no outage either, or whoever makes it happen would gain by it.
    private async ValueTask<CredentialSearch> AskAsync(
        IKeychain keychain, string registryHost, string repository, PullContext pullContext, CancellationToken cancellationToken)
    {
        try
        {
            return await keychain.ResolveAsync(registryHost, repository, pullContext, cancellationToken);
        }
        catch (Exception e) when (e is not (ScanException or OperationCanceledException))
        {
            LogKeychainFailed(e, keychain.GetType().Name, pullContext.Namespace);
            return new CredentialSearch
            {
                Problems = ["Credentials could not be looked for: Scanner itself failed; the silo's log has the details."],
            };
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Keychain} failed for namespace '{Namespace}'")]
    private partial void LogKeychainFailed(Exception error, string keychain, string @namespace);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Problem} Until then only pull secrets are used.")]
    private partial void LogFileUnusable(string problem);
}
