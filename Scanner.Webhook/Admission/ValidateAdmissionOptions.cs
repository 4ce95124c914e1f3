using Microsoft.Extensions.Options;

namespace Scanner.Webhook.Admission;

internal sealed class ValidateAdmissionOptions : IValidateOptions<AdmissionOptions>
{
    /// <summary>A fifth of the longest timeout: a longer margin would never apply.</summary>
    private static readonly TimeSpan MaxMargin = AdmissionTimeout.Max / AdmissionTimeout.MarginDivisor;

    public ValidateOptionsResult Validate(string? name, AdmissionOptions options) =>
        options.Margin > TimeSpan.Zero && options.Margin <= MaxMargin
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{AdmissionOptions.Section}:{nameof(AdmissionOptions.Margin)} is {options.Margin}; "
                + $"expected more than 00:00:00 and at most {MaxMargin}.");
}
