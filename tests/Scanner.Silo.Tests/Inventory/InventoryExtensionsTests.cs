using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Scanner.Silo.Inventory;

namespace Scanner.Silo.Tests.Inventory;

public sealed class InventoryExtensionsTests
{
    [Fact]
    public void AddInventory_Default_AddsNoWork()
    {
        using var services = Services([]);

        Assert.False(services.GetRequiredService<IOptions<InventoryOptions>>().Value.Enabled);
        Assert.Null(services.GetService<InventoryKeeper>());
        Assert.Null(services.GetRequiredService<InventoryFactory>().Start());
    }

    [Fact]
    public void AddInventory_WithoutAKubernetesApi_SaysWhatToSet()
    {
        using var services = Services(new() { ["Inventory:Enabled"] = "true", ["Kubernetes:Kubeconfig"] = "/nowhere/kubeconfig" });

        var refused = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate);

        Assert.StartsWith(
            "Inventory:Enabled needs the Kubernetes API. Kubernetes:Kubeconfig ('/nowhere/kubeconfig') cannot be used:", refused.Message,
            StringComparison.Ordinal);
    }

    private static ServiceProvider Services(Dictionary<string, string?> settings)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddInventory(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        return services.BuildServiceProvider();
    }
}
