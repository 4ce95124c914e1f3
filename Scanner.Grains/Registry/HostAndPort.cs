using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Scanner.Grains.Registry;

/// <summary>A host as configuration and references write it: a name or address, and a port where one is written.</summary>
/// <param name="Host">Lower case; an IPv6 address without brackets.</param>
/// <param name="Port">Null where none is written.</param>
internal readonly record struct HostAndPort(string Host, int? Port)
{
    private static readonly SearchValues<char> NotInHosts = SearchValues.Create("/?#@\\ %");

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>[address]</c> or <c>[address]:port</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out HostAndPort host)
    {
        host = default;
        // Uri knows every way to write a host; the rest of a URL must be absent.
        if (string.IsNullOrEmpty(text) || text.AsSpan().ContainsAny(NotInHosts)) return false;
        if (!Uri.TryCreate($"none://{text}", UriKind.Absolute, out var uri)) return false;
        if (uri.DnsSafeHost.Length == 0 || uri.Port == 0) return false;
        host = new HostAndPort(Canonical(uri.DnsSafeHost), uri.Port < 0 ? null : uri.Port);
        return true;
    }

    /// <summary>Whether this entry means that host at that port; an entry without a port means the default one given.</summary>
    public bool Is(string host, int port, int defaultPort) =>
        (Port ?? defaultPort) == port && Host == Canonical(host);

    /// <summary>Whether this entry means that host at that port; an entry without a port means any.</summary>
    public bool Covers(string host, int port) => (Port ?? port) == port && Host == Canonical(host);

    // One spelling for each name and each address, so that entries and hosts compare as text.
    private static string Canonical(string host) =>
        System.Net.IPAddress.TryParse(host, out var address) ? address.ToString() : host.TrimEnd('.').ToLowerInvariant();
}
