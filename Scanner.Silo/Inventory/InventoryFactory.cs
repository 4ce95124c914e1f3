using k8s;
using Microsoft.Extensions.Options;
using Scanner.Hosting.ApiServer;
using Scanner.Silo.Inventory.Judging;

namespace Scanner.Silo.Inventory;

/// <summary>Begins inventories, where that is enabled.</summary>
internal sealed class InventoryFactory(
    IOptions<InventoryOptions> options, IServiceProvider services, TimeProvider clock, ILoggerFactory loggers)
{
    /// <summary>Null where it is not enabled in this silo.</summary>
    public WorkloadInventory? Start() => options.Value.Enabled
        ? new WorkloadInventory(
            (Kubernetes)services.GetRequiredService<ApiServerConnection>().Client,
            services.GetRequiredService<IImageJudge>(),
            clock,
            loggers)
        : null;
}
