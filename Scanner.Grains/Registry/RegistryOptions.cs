using System.Collections.Immutable;
using Scanner.Images;

namespace Scanner.Grains.Registry;

/// <summary>How registries are spoken to: configuration section <c>Registry</c>.</summary>
public sealed class RegistryOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Registry";

    /// <summary>
    /// Registries spoken to over plain HTTP, as <c>host:port</c> the way image references write them. Listing one also trusts
    /// its address: it may be loopback or link-local. Credentials for it travel unencrypted.
    /// </summary>
    public IReadOnlyList<string> Insecure { get; set; } = [];

    /// <summary>Hosts, with or without port, that may have an address which image names may otherwise not reach.</summary>
    public IReadOnlyList<string> Trusted { get; set; } = [];

    /// <summary>
    /// A Docker <c>config.json</c> with credentials for registries that nobody's pull secret covers; null for none. Read again
    /// whenever it changes.
    /// </summary>
    public string? CredentialsFile { get; set; }

    /// <summary>
    /// Platforms of the cluster's nodes, as <c>os/architecture</c> or <c>os/architecture/variant</c>; of an index, their
    /// manifests are scanned. Default: linux/amd64. Each further one costs one more scan of every multi-platform image.
    /// </summary>
    public IReadOnlyList<string> Platforms { get; set; } = [];

    /// <summary>Hosts that may be sent a registry's credentials when it names them as its token issuer.</summary>
    public IReadOnlyList<string> Realms { get; set; } = [];

    /// <summary>Operations under way with one registry at a time, for the whole cluster. Default 16.</summary>
    public int MaxConcurrentRequests { get; set; } = 16;

    /// <summary>
    /// How long one operation may take once it has its turn, with its retries, tokens and redirects; at most a minute.
    /// Default 30 s.
    /// </summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a single attempt may take, from connecting to the last byte of the answer. Default 10 s.</summary>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a tag's digest is believed, from 1 s to an hour. Longer means fewer requests and a later notice that the tag
    /// moved. Default 30 s.
    /// </summary>
    public TimeSpan TagLifetime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// What a token must have left when Clair is given it, so that it outlives the wait for the download; a younger one is
    /// fetched otherwise, as far as the issuer's lifetimes allow. Default 60 s.
    /// </summary>
    public TimeSpan MinTokenLifetime { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary><see cref="Platforms"/> as values, the default included; only for options that passed validation.</summary>
    public ImmutableArray<Platform> PlatformsToScan() =>
        Platforms.Count == 0
            ? [new Platform { Os = "linux", Architecture = "amd64" }]
            : [.. Platforms.Select(text => Platform.TryParse(text, out var platform)
                ? platform
                : throw new FormatException($"'{text}' is not os/architecture."))];
}
