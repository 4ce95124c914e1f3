using Microsoft.Extensions.Options;
using Scanner.Images;

namespace Scanner.Grains.Registry;

/// <summary>Finds every fault in <see cref="RegistryOptions"/> at once, each with the configuration key to set.</summary>
internal sealed class RegistryOptionsValidator : IValidateOptions<RegistryOptions>
{
    /// <summary>More operations at a time than any registry thanks one client for.</summary>
    public const int MostConcurrentRequests = 1000;

    /// <summary>
    /// A grain's caller waits <see cref="RegistryTimeouts.Answer"/>; an operation and the wait for its turn fit in.
    /// </summary>
    public static readonly TimeSpan LongestRequest = TimeSpan.FromMinutes(1);

    /// <summary>A tag's digest believed longer than this would hide what a tag has become.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromHours(1);

    /// <summary>With less, a tag is stale before its answer is there, and is resolved again and again.</summary>
    public static readonly TimeSpan ShortestTagLifetime = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ShortestAttempt = TimeSpan.FromMilliseconds(100);

    public ValidateOptionsResult Validate(string? name, RegistryOptions options)
    {
        var faults = new List<string>();
        Hosts(faults, nameof(options.Insecure), options.Insecure, "registry.example:5000");
        Hosts(faults, nameof(options.Trusted), options.Trusted, "registry.example or registry.example:5000");
        Hosts(faults, nameof(options.Realms), options.Realms, "auth.example or auth.example:5001");

        for (var i = 0; i < options.Platforms.Count; i++)
            if (!Platform.TryParse(options.Platforms[i], out _))
                faults.Add(
                    $"Registry:Platforms:{i} ('{options.Platforms[i]}') is not os/architecture or os/architecture/variant, "
                    + "such as linux/amd64.");

        if (options.CredentialsFile is { } file && !File.Exists(file))
            faults.Add(
                $"Registry:CredentialsFile ('{file}') does not exist or cannot be read; name a Docker config.json, or leave "
                + "the key out.");
        if (options.MaxConcurrentRequests is < 1 or > MostConcurrentRequests)
            faults.Add(
                $"Registry:MaxConcurrentRequests ({options.MaxConcurrentRequests}) must be from 1 to {MostConcurrentRequests}.");

        Span(faults, nameof(options.RequestTimeout), options.RequestTimeout, TimeSpan.FromSeconds(1), LongestRequest);
        Span(faults, nameof(options.AttemptTimeout), options.AttemptTimeout, ShortestAttempt, LongestRequest);
        if (options.AttemptTimeout > options.RequestTimeout)
            faults.Add(
                $"Registry:AttemptTimeout ({options.AttemptTimeout}) must not be longer than Registry:RequestTimeout "
                + $"({options.RequestTimeout}).");
        Span(faults, nameof(options.TagLifetime), options.TagLifetime, ShortestTagLifetime, LongestLifetime);
        Span(faults, nameof(options.MinTokenLifetime), options.MinTokenLifetime, TimeSpan.Zero, LongestLifetime);

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Hosts(List<string> faults, string key, IReadOnlyList<string> hosts, string example)
    {
        for (var i = 0; i < hosts.Count; i++)
            if (!HostAndPort.TryParse(hosts[i], out _))
                faults.Add(
                    $"Registry:{key}:{i} ('{hosts[i]}') is not a host with or without a port; write {example}, without a "
                    + "scheme or path.");
    }

    private static void Span(List<string> faults, string key, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most) faults.Add($"Registry:{key} ({value}) must be from {least} to {most}.");
    }
}
