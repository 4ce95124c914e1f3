using Microsoft.Extensions.Options;
using Scanner.Reports;

namespace Scanner.Silo.Inventory.Judging;

/// <summary>Says which key of <see cref="InventoryPolicyOptions"/> to change.</summary>
internal sealed class InventoryPolicyOptionsValidator : IValidateOptions<InventoryPolicyOptions>
{
    public ValidateOptionsResult Validate(string? name, InventoryPolicyOptions options) =>
        InventoryPolicyOptions.TryRead(options.HighestAcceptableSeverity, out _)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"Policy:HighestAcceptableSeverity ('{options.HighestAcceptableSeverity}') is not one of "
                + $"{InventoryPolicyOptions.None}, {string.Join(", ", Enum.GetNames<Severity>())}. "
                + "With Inventory:Enabled silos read it too.");
}
