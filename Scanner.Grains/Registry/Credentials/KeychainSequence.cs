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

    public async ValueTask<IReadOnlyList<RegistryCredential>> ResolveAsync(
        string registryHost, string repository, PullContext pullContext, CancellationToken cancellationToken)
    {
        var found = new List<RegistryCredential>();
        foreach (var keychain in _keychains)
            found.AddRange(await keychain.ResolveAsync(registryHost, repository, pullContext, cancellationToken));
        try
        {
            found.AddRange(await operatorsFile.ResolveAsync(registryHost, repository, pullContext, cancellationToken));
        }
        catch (ScanException e) when (found.Count > 0)
        {
            // A pull secret is at hand, so the operator's broken file is the operator's business alone.
            LogFileUnusable(e.Message);
        }
        return [.. found.DistinctBy(credential => credential.Fingerprint()).Take(MaxCredentials)];
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Problem} Until then only pull secrets are used.")]
    private partial void LogFileUnusable(string problem);
}
