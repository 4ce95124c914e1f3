using System.Collections.Concurrent;
using Scanner.Grains.Registry.Credentials;
using Scanner.Images;

namespace Scanner.Grains.Tests.Registry;

/// <summary>Always the same credentials, whoever asks unless narrowed.</summary>
internal sealed class FixedKeychain(params RegistryCredential[] credentials) : IKeychain
{
    /// <summary>What it was asked for.</summary>
    public ConcurrentQueue<(string Host, string Repository, PullContext Context)> Questions { get; } = [];

    /// <summary>What there is from now on.</summary>
    public IReadOnlyList<RegistryCredential> Credentials { get; set; } = credentials;

    /// <summary>What it tells besides, from now on.</summary>
    public CredentialSearch Found { get; set; } = CredentialSearch.Empty;

    private Func<(string Host, string Repository, PullContext Context), bool> _covers = _ => true;

    /// <summary>From now on only those who match get them.</summary>
    public void Only(Func<(string Host, string Repository, PullContext Context), bool> covers) => _covers = covers;

    public ValueTask<CredentialSearch> ResolveAsync(
        string registryHost, string repository, PullContext pullContext, CancellationToken cancellationToken)
    {
        var question = (registryHost, repository, pullContext);
        Questions.Enqueue(question);
        return ValueTask.FromResult(Found with { Credentials = _covers(question) ? Credentials : [] });
    }

    public static RegistryCredential Credential(string user, string password, string source = "pull secret 'team/regcred'") =>
        new() { Source = source, UserName = user, Password = password };
}
