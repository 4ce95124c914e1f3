using Scanner.Testing.Images;
using Scanner.Testing.Registry;
using Scanner.Testing.Registry.Authentication;

namespace Scanner.Testing.Tests.Registry;

public sealed class StandInRegistries : ContractRegistries
{
    private readonly Dictionary<Uri, RegistryStandIn> _running = [];

    public override string? Missing => null;

    public override async ValueTask DisposeAsync()
    {
        foreach (var registry in _running.Values) await registry.DisposeAsync();
    }

    protected override async Task<Uri> StartAsync(RegistryAccess access)
    {
        var registry = await RegistryStandIn.StartAsync(new RegistryStandInOptions { Access = access });
        _running.Add(registry.BaseAddress, registry);
        return registry.BaseAddress;
    }

    protected override Task PushAsync(Uri registry, BuiltImage image, string repository, string tag)
    {
        _running[registry].Push(image, repository, tag);
        return Task.CompletedTask;
    }

    protected override Task PushAsync(Uri registry, BuiltIndex index, string repository, string tag)
    {
        _running[registry].Push(index, repository, tag);
        return Task.CompletedTask;
    }
}
