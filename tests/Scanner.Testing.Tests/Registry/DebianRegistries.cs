using Scanner.Testing.Images;
using Scanner.Testing.Registry.Authentication;
using Scanner.Testing.Registry.Debian;

namespace Scanner.Testing.Tests.Registry;

public sealed class DebianRegistries : ContractRegistries
{
    private readonly Dictionary<Uri, DebianRegistry> _running = [];

    public override string? Missing => DebianRegistry.Missing;

    public override async ValueTask DisposeAsync()
    {
        foreach (var registry in _running.Values) await registry.DisposeAsync();
    }

    protected override async Task<Uri> StartAsync(RegistryAccess access)
    {
        var registry = await DebianRegistry.StartAsync(access, TestContext.Current.CancellationToken);
        _running.Add(registry.BaseAddress, registry);
        return registry.BaseAddress;
    }

    protected override Task PushAsync(Uri registry, BuiltImage image, string repository, string tag) =>
        _running[registry].PushAsync(image, repository, tag, TestContext.Current.CancellationToken);

    protected override Task PushAsync(Uri registry, BuiltIndex index, string repository, string tag) =>
        _running[registry].PushAsync(index, repository, tag, TestContext.Current.CancellationToken);
}
