using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Scanner.Grains.Registry.Credentials;
using Scanner.Grains.Registry.Transport;

namespace Scanner.Grains.Registry;

/// <summary>Makes the client of a registry. All clients share connections; everything else is each one's own.</summary>
internal sealed class RegistryClientFactory(
    IHttpClientFactory http, IOptions<RegistryOptions> options, KeychainSequence keychain, TimeProvider time,
    ILogger<RegistryClient> logger)
{
    /// <param name="host">The registry as image references write it: <c>docker.io</c>, <c>registry.example:5000</c>.</param>
    /// <exception cref="ArgumentException">The host is not one that a reference can name.</exception>
    public RegistryClient Create(string host)
    {
        var endpoint = RegistryEndpoint.Of(host, options.Value);
        var transport = new RegistryTransport(endpoint, options.Value, http, time, logger);
        return new RegistryClient(endpoint, options.Value, transport, keychain, time);
    }
}
