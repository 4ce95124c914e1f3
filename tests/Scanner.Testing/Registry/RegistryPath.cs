using System.Text.RegularExpressions;

namespace Scanner.Testing.Registry;

/// <summary>A request's path, taken apart (distribution-spec, endpoints end-1 to end-3).</summary>
internal readonly partial record struct RegistryPath(RequestKind Kind, string Repository, string Reference)
{
    public const string Token = "/token";

    public static RegistryPath Parse(string path)
    {
        if (path == "/v2/") return new RegistryPath(RequestKind.Version, "", "");
        if (path == Token) return new RegistryPath(RequestKind.Token, "", "");
        var match = Form().Match(path);
        if (!match.Success) return new RegistryPath(RequestKind.Other, "", "");
        var kind = match.Groups["kind"].ValueSpan is "blobs" ? RequestKind.Blob : RequestKind.Manifest;
        return new RegistryPath(kind, match.Groups["name"].Value, match.Groups["reference"].Value);
    }

    [GeneratedRegex(
        @"\A/v2/(?<name>[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*)/"
        + @"(?:(?<kind>manifests)/(?<reference>[\w][\w.-]{0,127}|[a-z0-9]+:[0-9a-f]{32,})"
        + @"|(?<kind>blobs)/(?<reference>[a-z0-9]+:[0-9a-f]{32,}))\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
