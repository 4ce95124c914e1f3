using Scanner.Testing.Images;
using Scanner.Testing.Registry.Authentication;

namespace Scanner.Testing.Tests.Registry;

/// <summary>Three registries of one make, with the same content and each with another kind of access.</summary>
public abstract class ContractRegistries : IAsyncLifetime
{
    /// <summary>Why they cannot run here, or null.</summary>
    public abstract string? Missing { get; }

    public Uri Anonymous { get; private set; } = null!;

    public Uri Basic { get; private set; } = null!;

    public Uri Bearer { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null) return;
        Anonymous = await StartAsync(RegistryAccess.Anonymous);
        Basic = await StartAsync(ContractContent.Basic);
        Bearer = await StartAsync(ContractContent.Bearer);
        foreach (var registry in new[] { Anonymous, Basic, Bearer })
        {
            await PushAsync(registry, ContractContent.Docker, ContractContent.Alpine, "latest");
            await PushAsync(registry, ContractContent.Oci, ContractContent.Alpine, "oci");
            await PushAsync(registry, ContractContent.Other, ContractContent.Private, "latest");
            await PushAsync(registry, ContractContent.Index, ContractContent.MultiArch, "oci");
            await PushAsync(registry, ContractContent.List, ContractContent.MultiArch, "docker");
        }
    }

    public abstract ValueTask DisposeAsync();

    protected abstract Task<Uri> StartAsync(RegistryAccess access);

    protected abstract Task PushAsync(Uri registry, BuiltImage image, string repository, string tag);

    protected abstract Task PushAsync(Uri registry, BuiltIndex index, string repository, string tag);
}
