using Microsoft.Extensions.Options;
using Scanner.Hosting.ApiServer;

namespace Scanner.Silo.Inventory;

/// <summary>An inventory needs a Kubernetes API: where there is none the start fails, and says what to set.</summary>
internal sealed class InventoryOptionsValidator(IServiceProvider services) : IValidateOptions<InventoryOptions>
{
    public ValidateOptionsResult Validate(string? name, InventoryOptions options)
    {
        if (!options.Enabled) return ValidateOptionsResult.Success;
        try
        {
            services.GetRequiredService<ApiServerConnection>();
            return ValidateOptionsResult.Success;
        }
        catch (OptionsValidationException e)
        {
            return ValidateOptionsResult.Fail(e.Failures.Select(failure => $"Inventory:Enabled needs the Kubernetes API. {failure}"));
        }
    }
}
