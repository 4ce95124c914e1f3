using Scanner.Grains.Registry.Credentials;
using Scanner.Images;
using Scanner.Testing.Images;
using Scanner.Testing.Registry.Authentication;
using Scanner.Testing.Registry.Debian;

namespace Scanner.Grains.Tests.Registry;

/// <summary>The client against Debian's docker-registry, with images that skopeo pushed.</summary>
public sealed class DebianRegistryTests
{
    private static readonly RegistryUser User = new("lab", "hunter2");

    public static TheoryData<string> Accesses => ["anonymous", "htpasswd", "token"];

    [Theory]
    [MemberData(nameof(Accesses))]
    public async Task Client_RealRegistry_AgreesWithSkopeo(string access)
    {
        RequireRegistry();
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var registry = await DebianRegistry.StartAsync(Access(access), cancellationToken);
        var docker = SampleImages.Clean;
        var oci = SampleImages.Debian12(ImageFormat.Oci).Build();
        var index = SampleImages.MultiPlatform;
        await registry.PushAsync(docker, "lab/docker", "v1", cancellationToken);
        await registry.PushAsync(oci, "lab/oci", "v1", cancellationToken);
        await registry.PushAsync(index, "lab/index", "v1", cancellationToken);

        var credential = new RegistryCredential { Source = "a test", UserName = User.Name, Password = User.Password };
        // The token service listens beside the registry, on a port of its own.
        using var services = new RegistryServices(
            null, new FixedKeychain(credential), $"Registry:Insecure:0={registry.Host}", "Registry:Trusted:0=127.0.0.1");
        var client = services.Client(registry.Host);
        foreach (var (repository, manifest, layer) in ((string, byte[], string)[])
        [
            ("lab/docker", docker.Manifest, docker.Layers[0].Digest),
            ("lab/oci", oci.Manifest, oci.Layers[0].Digest),
            ("lab/index", index.Manifest, index.Images[0].Layers[0].Digest),
        ])
        {
            var digest = await client.ResolveTagAsync(repository, "v1", PullContext.None, cancellationToken);
            Assert.Equal(await registry.InspectDigestAsync(repository, "v1", cancellationToken), digest.ToString());
            Assert.Equal(
                manifest, (await client.GetManifestAsync(repository, digest, PullContext.None, cancellationToken)).Content);

            var blobs = await client.GrantBlobAccessAsync(repository, PullContext.None, cancellationToken);
            Assert.Equal(access == "anonymous", blobs.Authorization is null);
            using var http = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(blobs.Registry, $"v2/{repository}/blobs/{layer}"));
            if (blobs.Authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", blobs.Authorization);
            using var response = await http.SendAsync(request, cancellationToken);
            Assert.Equal(layer, ContentDigest.Of(await response.Content.ReadAsByteArrayAsync(cancellationToken)));
        }
    }

    private static RegistryAccess Access(string name) => name switch
    {
        "htpasswd" => new BasicAccess { Users = [User] },
        "token" => new BearerAccess { Users = [User] },
        _ => RegistryAccess.Anonymous,
    };

    private static void RequireRegistry()
    {
        if (DebianRegistry.Missing is not { } missing) return;
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(missing);
        Assert.Skip(missing);
    }
}
