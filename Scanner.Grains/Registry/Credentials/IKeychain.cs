using Scanner.Images;

namespace Scanner.Grains.Registry.Credentials;

/// <summary>
/// Finds credentials at the moment they are used. Register one in the container for each source of credentials; the operator's
/// <see cref="RegistryOptions.CredentialsFile"/> is asked after all of them, without being registered.
/// </summary>
public interface IKeychain
{
    /// <summary>The credentials this source has just now. What could not be read is a problem in the answer.</summary>
    /// <param name="registryHost">As image references write it: <c>docker.io</c>, <c>registry.example:5000</c>.</param>
    /// <param name="repository">Path below the registry: <c>library/nginx</c>.</param>
    /// <param name="pullContext">On whose behalf the image is pulled.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="Failures.ScanException">The source is of no use before somebody repairs it.</exception>
    ValueTask<CredentialSearch> ResolveAsync(
        string registryHost, string repository, PullContext pullContext, CancellationToken cancellationToken);
}
