using Orleans.Placement;
using Scanner.Grains;

namespace Scanner.Silo.Inventory;

/// <inheritdoc cref="IInventoryGrain"/>
/// <remarks>
/// A silo's call places it on that silo, so it is where the inventory is enabled. Two of them, for a moment, write the same
/// Events under the same names.
/// </remarks>
[GrainType("inventory"), PreferLocalPlacement, KeepAlive]
internal sealed class InventoryGrain(InventoryFactory factory) : Grain, IInventoryGrain
{
    private WorkloadInventory? _inventory;

    public Task KeepRunning()
    {
        if (this.GetPrimaryKeyString() != IInventoryGrain.Key)
            throw new ArgumentException($"There is one inventory, with the key '{IInventoryGrain.Key}'.");
        _inventory ??= factory.Start();
        // Here it is not enabled; the next silo that wants it has it placed there.
        if (_inventory is null) DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<InventoryState> GetState() => Task.FromResult(_inventory?.GetState() ?? InventoryState.Stopped);

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_inventory is { } inventory) await inventory.DisposeAsync();
    }
}
