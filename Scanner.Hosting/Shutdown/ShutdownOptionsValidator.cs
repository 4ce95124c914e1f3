using Microsoft.Extensions.Options;

namespace Scanner.Hosting.Shutdown;

/// <summary>Collects every fault of <see cref="ShutdownOptions"/>, each with the key to change.</summary>
internal sealed class ShutdownOptionsValidator : IValidateOptions<ShutdownOptions>
{
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(5);

    public ValidateOptionsResult Validate(string? name, ShutdownOptions options) =>
        options.Delay >= TimeSpan.Zero && options.Delay <= MaxDelay
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"Shutdown:Delay ({options.Delay:c}) is not between 0 and {MaxDelay:c}.");
}
