using Microsoft.Extensions.Options;

namespace Scanner.Grains.Clair;

/// <summary>Collects every fault of <see cref="ClairOptions"/>, each with the key to change.</summary>
internal sealed class ClairOptionsValidator : IValidateOptions<ClairOptions>
{
    /// <summary>More than any one Clair was seen to serve; a larger number is a slip of the hand.</summary>
    public const int MostPostsInFlight = 256;

    public static readonly TimeSpan ShortestScanTimeout = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan LongestScanTimeout = TimeSpan.FromHours(2);
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan LongestInterval = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, ClairOptions options)
    {
        var faults = new List<string>();
        if (options.Address is not { IsAbsoluteUri: true } || options.Address.Scheme is not ("http" or "https"))
            faults.Add($"Clair:Address ('{options.Address}') is not an address of the form http://host:6060 or https://host:port.");
        if (options.MaxPostsInFlight is < 1 or > MostPostsInFlight)
            faults.Add($"Clair:MaxPostsInFlight ({options.MaxPostsInFlight}) is not between 1 and {MostPostsInFlight}.");
        Between("Clair:ScanTimeout", options.ScanTimeout, ShortestScanTimeout, LongestScanTimeout);
        Between("Clair:ReadTimeout", options.ReadTimeout, ShortestInterval, LongestInterval);
        Between("Clair:StatusInterval", options.StatusInterval, ShortestInterval, LongestInterval);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Between(string key, TimeSpan value, TimeSpan shortest, TimeSpan longest)
        {
            if (value < shortest || value > longest) faults.Add($"{key} ({value:c}) is not between {shortest:c} and {longest:c}.");
        }
    }
}
