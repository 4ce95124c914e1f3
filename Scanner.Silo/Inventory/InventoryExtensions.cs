using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Scanner.Grains.Hosting;
using Scanner.Hosting.ApiServer;
using Scanner.Silo.Inventory.Judging;

namespace Scanner.Silo.Inventory;

internal static class InventoryExtensions
{
    /// <summary>Has the workloads that run judged, where that is enabled.</summary>
    public static void AddInventory(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(InventoryOptions.Section);
        services.AddOptions<InventoryOptions>().Bind(section);
        // Asked for its state it says that it is not running, wherever that lands.
        services.TryAddSingleton<InventoryFactory>();
        if (section.Get<InventoryOptions>() is not { Enabled: true }) return;
        services.AddApiServer(configuration);
        services.AddOptions<InventoryPolicyOptions>()
            .Bind(configuration.GetSection(InventoryPolicyOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<InventoryPolicyOptions>, InventoryPolicyOptionsValidator>();
        services.TryAddSingleton<IImageJudge, GrainJudge>();
        services.AddOnceActive<InventoryKeeper>();
    }
}
