using Microsoft.Extensions.Options;
using Scanner.Reports;

namespace Scanner.Webhook.Policy;

/// <summary>Collects every fault of <see cref="PolicyOptions"/>, each with the key to change.</summary>
internal sealed class PolicyOptionsValidator : IValidateOptions<PolicyOptions>
{
    public ValidateOptionsResult Validate(string? name, PolicyOptions options)
    {
        var faults = new List<string>();
        if (!Rules.TryReadSeverity(options.HighestAcceptableSeverity, out _))
            faults.Add($"Policy:HighestAcceptableSeverity ('{options.HighestAcceptableSeverity}') is not one of "
                + $"{PolicyOptions.None}, {string.Join(", ", Enum.GetNames<Severity>())}.");
        RequireDefined("Policy:WhenNotReady", options.WhenNotReady);
        RequireDefined("Policy:WhenNothingDetected", options.WhenNothingDetected);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void RequireDefined(string key, Leniency value)
        {
            if (!Enum.IsDefined(value)) faults.Add($"{key} ('{value}') is not one of {string.Join(", ", Enum.GetNames<Leniency>())}.");
        }
    }
}
