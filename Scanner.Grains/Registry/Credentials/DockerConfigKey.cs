using System.Diagnostics.CodeAnalysis;

namespace Scanner.Grains.Registry.Credentials;

/// <summary>
/// A key under <c>auths</c>: <c>host</c>, <c>host:port/path</c>, <c>https://host/v1/</c>, <c>*.host</c>. Read and matched as the
/// kubelet does (kubernetes.io, "Images", "Interpretation of config.json").
/// </summary>
internal sealed class DockerConfigKey
{
    private static readonly string[] DockerHubNames = ["docker.io", "index.docker.io", "registry-1.docker.io"];

    private readonly string[] _labels;
    private readonly string _port;
    private readonly string _path;

    private DockerConfigKey(string host, string path)
    {
        (_labels, _port) = Split(host);
        _path = path;
        Text = host + path;
    }

    /// <summary>Host and path without scheme or API version.</summary>
    public string Text { get; }

    public static bool TryParse(string text, [NotNullWhen(true)] out DockerConfigKey? key)
    {
        var rest = text;
        foreach (var scheme in (string[])["https://", "http://"])
            if (rest.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) rest = rest[scheme.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (host, path) = slash < 0 ? (rest, "") : (rest[..slash], rest[slash..]);
        // docker login writes https://index.docker.io/v1/ ; the version is not part of a repository's name.
        foreach (var version in (string[])["/v1/", "/v2/"])
            if (path.StartsWith(version, StringComparison.Ordinal)) path = path[(version.Length - 1)..];
        if (path is "/" or "/v1" or "/v2") path = "";
        key = host.Length == 0 ? null : new DockerConfigKey(host.ToLowerInvariant(), path);
        return key is not null;
    }

    /// <summary>Whether this key's credentials are meant for a repository.</summary>
    public bool Covers(string registryHost, string repository)
    {
        if (_path.Length > 0 && !$"/{repository}".StartsWith(_path, StringComparison.Ordinal)) return false;
        var names = registryHost == DockerHubNames[0] ? DockerHubNames : [registryHost];
        return names.Any(CoversHost);
    }

    private bool CoversHost(string host)
    {
        var (labels, port) = Split(host.ToLowerInvariant());
        return port == _port && labels.Length == _labels.Length
            && labels.Zip(_labels).All(pair => Matches(pair.First, pair.Second));
    }

    // A star stands for any run of letters within one label, never for a dot.
    private static bool Matches(string label, string pattern)
    {
        var pieces = pattern.Split('*');
        if (pieces.Length == 1) return label == pattern;
        if (label.Length < pieces[0].Length + pieces[^1].Length) return false;
        if (!label.StartsWith(pieces[0], StringComparison.Ordinal)
            || !label.EndsWith(pieces[^1], StringComparison.Ordinal))
            return false;
        var (at, end) = (pieces[0].Length, label.Length - pieces[^1].Length);
        foreach (var piece in pieces[1..^1])
        {
            var found = label.IndexOf(piece, at, end - at, StringComparison.Ordinal);
            if (found < 0) return false;
            at = found + piece.Length;
        }
        return true;
    }

    private static (string[] Labels, string Port) Split(string host)
    {
        var colon = host.LastIndexOf(':');
        var (name, port) = colon < 0 || host.EndsWith(']') ? (host, "") : (host[..colon], host[(colon + 1)..]);
        return (name.Split('.'), port);
    }
}
