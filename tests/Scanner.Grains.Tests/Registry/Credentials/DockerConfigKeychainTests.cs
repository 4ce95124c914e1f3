using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Scanner.Failures;
using Scanner.Grains.Registry;
using Scanner.Grains.Registry.Credentials;
using Scanner.Images;
using Scanner.Testing;

namespace Scanner.Grains.Tests.Registry.Credentials;

public sealed class DockerConfigKeychainTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("config.json");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Resolve_NoFileSet_FindsNothing() => Assert.Empty(await ResolveAsync(Keychain(null)));

    [Fact]
    public async Task Resolve_FileThatChanges_IsReadAgain()
    {
        var keychain = Keychain(Path);
        await WriteAsync(Path, "first");
        Assert.Equal("first", Assert.Single(await ResolveAsync(keychain)).UserName);
        await WriteAsync(Path, "second");
        Assert.Equal("second", Assert.Single(await ResolveAsync(keychain)).UserName);
    }

    [Fact]
    public async Task Resolve_MountedSecretThatIsSwapped_IsReadAgain()
    {
        // As the kubelet lays out a mounted Secret: file -> ..data/file, ..data -> a folder for each version.
        foreach (var version in (string[])["..one", "..two"])
        {
            Directory.CreateDirectory(_folder.File(version));
            await WriteAsync(System.IO.Path.Combine(_folder.File(version), "config.json"), version);
        }
        File.SetLastWriteTimeUtc(
            System.IO.Path.Combine(_folder.File("..two"), "config.json"), new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Directory.CreateSymbolicLink(_folder.File("..data"), "..one");
        File.CreateSymbolicLink(Path, System.IO.Path.Combine("..data", "config.json"));
        var keychain = Keychain(Path);
        Assert.Equal("..one", Assert.Single(await ResolveAsync(keychain)).UserName);

        Directory.CreateSymbolicLink(_folder.File("..data_tmp"), "..two");
        Directory.Delete(_folder.File("..data"));
        Directory.Move(_folder.File("..data_tmp"), _folder.File("..data"));
        Assert.Equal("..two", Assert.Single(await ResolveAsync(keychain)).UserName);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData(null)]
    public async Task Resolve_BrokenOrMissingFile_SaysWhoMustRepairIt(string? content)
    {
        if (content is not null) await File.WriteAllTextAsync(Path, content, TestContext.Current.CancellationToken);
        var failure = await Assert.ThrowsAsync<ScanException>(() => ResolveAsync(Keychain(Path)));
        Assert.Equal(FailureKind.Unauthorized, failure.Kind);
        Assert.StartsWith($"Scanner's operator must repair the credentials file (Registry:CredentialsFile, '{Path}')",
            failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sequence_PullSecretsAndFile_AreTriedInThatOrderOnce()
    {
        await WriteAsync(Path, "file");
        var pullSecrets = new FixedKeychain(
            FixedKeychain.Credential("secret", "x"), FixedKeychain.Credential("file", "password"));
        var found = await ResolveAsync(
            new KeychainSequence([pullSecrets], Keychain(Path), NullLogger<KeychainSequence>.Instance));
        Assert.Equal(["secret", "file"], found.Select(credential => credential.UserName));
    }

    [Fact]
    public async Task Sequence_BrokenFileBesideAPullSecret_UsesThePullSecret()
    {
        await File.WriteAllTextAsync(Path, "not json", TestContext.Current.CancellationToken);
        var pullSecrets = new FixedKeychain(FixedKeychain.Credential("secret", "x"));
        var found = await ResolveAsync(
            new KeychainSequence([pullSecrets], Keychain(Path), NullLogger<KeychainSequence>.Instance));
        Assert.Equal("secret", Assert.Single(found).UserName);
    }

    [Fact]
    public async Task Sequence_ManyPullSecrets_TriesABoundedNumber()
    {
        var many = new FixedKeychain([.. Enumerable.Range(0, 50).Select(i => FixedKeychain.Credential($"user{i}", "x"))]);
        var found = await ResolveAsync(new KeychainSequence([many], Keychain(null), NullLogger<KeychainSequence>.Instance));
        Assert.Equal(KeychainSequence.MaxCredentials, found.Count);
    }

    private static async Task<IReadOnlyList<RegistryCredential>> ResolveAsync(IKeychain keychain) => (await keychain.ResolveAsync(
        "registry.example", "team/web", PullContext.None, TestContext.Current.CancellationToken)).Credentials;

    private static DockerConfigKeychain Keychain(string? file) =>
        new(Options.Create(new RegistryOptions { CredentialsFile = file }), NullLogger<DockerConfigKeychain>.Instance);

    private static Task WriteAsync(string path, string user) => File.WriteAllTextAsync(
        path, $$"""{"auths":{"registry.example":{"username":"{{user}}","password":"password"} } }""",
        TestContext.Current.CancellationToken);
}
