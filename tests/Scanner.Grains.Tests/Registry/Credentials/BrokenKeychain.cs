using Scanner.Grains.Registry.Credentials;
using Scanner.Images;

namespace Scanner.Grains.Tests.Registry.Credentials;

/// <summary>Trips over what it finds in one namespace, in a way that nobody foresaw.</summary>
internal sealed class BrokenKeychain(string @namespace) : IKeychain
{
    public ValueTask<CredentialSearch> ResolveAsync(
        string registryHost, string repository, PullContext pullContext, CancellationToken cancellationToken) =>
        pullContext.Namespace == @namespace
            ? throw new InvalidOperationException("password=hunter2")
            : ValueTask.FromResult(
                new CredentialSearch { Credentials = [FixedKeychain.Credential("lab", "hunter2")] });
}
