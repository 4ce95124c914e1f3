using System.Text;
using Microsoft.Extensions.Time.Testing;
using Scanner.Failures;
using Scanner.Grains.Registry;
using Scanner.Grains.Registry.Credentials;
using Scanner.Images;
using Scanner.Testing.Images;
using Scanner.Testing.Registry;
using Scanner.Testing.Registry.Authentication;

namespace Scanner.Grains.Tests.Registry;

/// <summary>A stand-in that asks for credentials, and a client whose keychain has some.</summary>
internal sealed class AuthenticationLab(RegistryStandIn registry, RegistryServices services, FixedKeychain keychain)
    : IAsyncDisposable
{
    public static readonly Digest Wanted = Digest.Parse(SampleImages.Clean.Digest);

    public static readonly RegistryCredential Right = FixedKeychain.Credential("lab", "hunter2");
    public static readonly RegistryCredential Wrong = FixedKeychain.Credential("lab", "wrong", "pull secret 'team/old'");

    public static readonly BasicAccess Basic = new() { Users = [new RegistryUser("lab", "hunter2")] };

    public static readonly BearerAccess Bearer = new()
    {
        Users = [new RegistryUser("lab", "hunter2"), new RegistryUser("guest", "guest") { Repositories = ["lab/other"] }],
        PublicRepositories = ["lab/public"],
    };

    // Kestrel dates its answers by the machine's clock, and a token's age is the time from issued_at to that.
    public static FakeTimeProvider StoppedClock() => new(TimeProvider.System.GetUtcNow());

    public static string BasicValue(RegistryCredential credential) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Password}"));

    public RegistryStandIn Registry => registry;

    public FixedKeychain Keychain => keychain;

    public RegistryClient Client { get; } = services.Client(registry.Host);

    public static Task<AuthenticationLab> StartAsync(
        RegistryAccess access, TimeProvider? time, params RegistryCredential[] credentials) =>
        StartAsync(access, time, [], credentials);

    public static async Task<AuthenticationLab> StartAsync(
        RegistryAccess access, TimeProvider? time, IEnumerable<string> settings, params RegistryCredential[] credentials)
    {
        var options = new RegistryStandInOptions { Access = access, Time = time ?? TimeProvider.System };
        var registry = await RegistryStandIn.StartAsync(options, TestContext.Current.CancellationToken);
        registry.Push(SampleImages.Clean, "lab/web", "v1");
        registry.Push(SampleImages.Clean, "lab/public", "v1");
        var keychain = new FixedKeychain(credentials);
        return new AuthenticationLab(
            registry, new RegistryServices(time, keychain, [$"Registry:Insecure:0={registry.Host}", .. settings]), keychain);
    }

    public Task<RawManifest> GetAsync(string repository = "lab/web") =>
        Client.GetManifestAsync(repository, Wanted, PullContext.None, TestContext.Current.CancellationToken);

    public Task<ScanException> FailAsync() => Assert.ThrowsAsync<ScanException>(() => GetAsync());

    public Task<BlobAccess> GrantAsync() =>
        Client.GrantBlobAccessAsync("lab/web", PullContext.None, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        services.Dispose();
        await registry.DisposeAsync();
    }
}
