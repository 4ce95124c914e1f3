using Scanner.Testing.Images;
using Scanner.Testing.Registry;
using Scanner.Testing.Registry.Authentication;
using Scanner.Testing.Registry.Debian;

namespace Scanner.Testing.Tests.Registry;

/// <summary>
/// A client from elsewhere pulls from the stand-in, with each kind of access, and checks every digest on the way.
/// </summary>
public sealed class SkopeoTests
{
    public SkopeoTests() => RealServicesCheck.Require(RealServices.Missing("skopeo"));

    public static TheoryData<string> Accesses => ["anonymous", "basic", "bearer"];

    [Theory]
    [MemberData(nameof(Accesses))]
    public async Task Copy_IndexFromStandIn_HasEveryByte(string access)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var registry = await StartAsync(access);
        registry.Push(ContractContent.Index, ContractContent.MultiArch, "oci");
        using var copy = new TemporaryFolder();
        using var pushed = new TemporaryFolder();
        await ImageDirectory.WriteAsync(ContractContent.Index, pushed.Path, cancellationToken);

        await Client(registry, access).PullAsync(ContractContent.MultiArch, "oci", copy.Path, cancellationToken);

        Assert.Equal(Names(pushed), Names(copy));
        foreach (var name in Names(pushed))
            Assert.Equal(await ReadAsync(pushed, name), await ReadAsync(copy, name));
    }

    [Theory]
    [MemberData(nameof(Accesses))]
    public async Task Inspect_StandIn_HasTheImagesDigest(string access)
    {
        await using var registry = await StartAsync(access);
        registry.Push(ContractContent.Docker, ContractContent.Alpine, "latest");

        var digest = await Client(registry, access)
            .InspectDigestAsync(ContractContent.Alpine, "latest", TestContext.Current.CancellationToken);

        Assert.Equal(ContractContent.Docker.Digest, digest);
    }

    [Fact]
    public async Task Inspect_DebianRegistry_HasTheIndexDigest()
    {
        RealServicesCheck.Require(DebianRegistry.Missing);
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var registry = await DebianRegistry.StartAsync(RegistryAccess.Anonymous, cancellationToken);

        await registry.PushAsync(ContractContent.Index, ContractContent.MultiArch, "oci", cancellationToken);

        Assert.Equal(
            ContractContent.Index.Digest, await registry.InspectDigestAsync(ContractContent.MultiArch, "oci", cancellationToken));
    }

    private static Task<RegistryStandIn> StartAsync(string access) => RegistryStandIn.StartAsync(new RegistryStandInOptions
    {
        Access = access switch
        {
            "basic" => ContractContent.Basic,
            "bearer" => ContractContent.Bearer,
            _ => RegistryAccess.Anonymous,
        },
    });

    private static Skopeo Client(RegistryStandIn registry, string access) =>
        new(registry.Host, access == "anonymous" ? null : ContractContent.Lab);

    private static IEnumerable<string> Names(TemporaryFolder folder) =>
        Directory.GetFiles(folder.Path).Select(path => Path.GetFileName(path)).Order();

    private static Task<byte[]> ReadAsync(TemporaryFolder folder, string name) =>
        File.ReadAllBytesAsync(folder.File(name), TestContext.Current.CancellationToken);
}
