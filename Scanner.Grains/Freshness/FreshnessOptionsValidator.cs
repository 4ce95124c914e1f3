using Microsoft.Extensions.Options;

namespace Scanner.Grains.Freshness;

/// <summary>Collects every fault of <see cref="FreshnessOptions"/>, each with the key to change.</summary>
internal sealed class FreshnessOptionsValidator : IValidateOptions<FreshnessOptions>
{
    /// <summary>Beyond what any number of Clairs on one database was seen to serve.</summary>
    public const int HighestRate = 1_000;

    /// <summary>Shorter, and a move of the database would stop admissions until the digests were read again.</summary>
    public static readonly TimeSpan ShortestMaxAge = TimeSpan.FromMinutes(1);

    public static readonly TimeSpan LongestMaxAge = TimeSpan.FromDays(365);

    public ValidateOptionsResult Validate(string? name, FreshnessOptions options)
    {
        var faults = new List<string>();
        if (options.RefreshRate is < 1 or > HighestRate)
            faults.Add($"Freshness:RefreshRate ({options.RefreshRate}) is not between 1 and {HighestRate} reports a second.");
        if (options.MaxAge < ShortestMaxAge || options.MaxAge > LongestMaxAge)
            faults.Add($"Freshness:MaxAge ({options.MaxAge:c}) is not between {ShortestMaxAge:c} and {LongestMaxAge:c}.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
