namespace Scanner.Grains.Registry;

/// <summary>Where a registry is reached.</summary>
/// <param name="Host">As image references write it: <c>docker.io</c>, <c>registry.example:5000</c>.</param>
/// <param name="BaseAddress"><c>https://registry-1.docker.io/</c>.</param>
internal sealed record RegistryEndpoint(string Host, Uri BaseAddress)
{
    // References say docker.io; the service that speaks the distribution API there is another host.
    private const string DockerHub = "docker.io";
    private const string DockerHubService = "registry-1.docker.io";

    private const int HttpPort = 80;

    /// <summary>Plain HTTP, because the operator said so.</summary>
    public bool IsInsecure => BaseAddress.Scheme == Uri.UriSchemeHttp;

    /// <exception cref="ArgumentException">The host is not one that a reference can name.</exception>
    public static RegistryEndpoint Of(string host, RegistryOptions options)
    {
        if (!HostAndPort.TryParse(host, out var parsed))
            throw new ArgumentException($"'{host}' is not a registry host with or without a port.", nameof(host));
        var insecure = options.Insecure.Any(entry =>
            HostAndPort.TryParse(entry, out var listed) && listed.Is(parsed.Host, parsed.Port ?? HttpPort, HttpPort));
        var scheme = insecure ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
        var service = host == DockerHub ? DockerHubService : host;
        return new RegistryEndpoint(host, new Uri($"{scheme}://{service}/"));
    }

    /// <summary>distribution-spec, "Pulling manifests".</summary>
    public Uri Manifest(string repository, string reference) => new(BaseAddress, $"v2/{repository}/manifests/{reference}");

    /// <summary>distribution-spec, "Determining support".</summary>
    public Uri ApiRoot() => new(BaseAddress, "v2/");

    /// <summary>distribution-spec, "Listing tags"; one is enough to see whether the repository may be read.</summary>
    public Uri OneTag(string repository) => new(BaseAddress, $"v2/{repository}/tags/list?n=1");

    /// <summary>Whether an address is this registry itself, and not a host that it pointed to.</summary>
    public bool Is(Uri address) => Uri.Compare(
        address, BaseAddress, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
