using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Scanner.Images;

/// <summary>
/// The grammar of image references. Repository, tag: OCI distribution-spec, "Pulling manifests"; registry host and length
/// limits: the reference grammar that Docker and the kubelet share. The defaulting rules, all of them:
/// <list type="number">
/// <item>The part before the first <c>/</c> is the registry if it contains <c>.</c> or <c>:</c>, has an upper-case letter,
/// or is <c>localhost</c>. Otherwise the registry is <c>docker.io</c>.</item>
/// <item>The registry is lower-case, since hosts are the same in any case. Only one that is known by its upper-case letter is
/// upper-case, so that the text still says registry.</item>
/// <item><c>index.docker.io</c> is <c>docker.io</c>.</item>
/// <item>A one-part repository on <c>docker.io</c> is below <c>library/</c>.</item>
/// <item>With neither tag nor digest the tag is <c>latest</c>.</item>
/// </list>
/// </summary>
internal static partial class ImageReferenceGrammar
{
    public const string DefaultRegistry = "docker.io";

    /// <summary>Characters in a repository path; the limit of Docker's reference grammar.</summary>
    public const int MaxRepositoryLength = 255;

    /// <summary>Characters in a host name (RFC 1035 section 2.3.4) and the longest port.</summary>
    public const int MaxRegistryLength = 253 + 6;

    /// <summary>Characters between two dots of a host name (RFC 1035 section 2.3.4); with more no look-up is possible.</summary>
    public const int MaxLabelLength = 63;

    /// <summary>Characters of a whole reference that are worth looking at: host, path, tag (128) and a sha512 digest, rounded up.</summary>
    public const int MaxLength = 1024;

    public static bool TryParse(
        string text, [NotNullWhen(true)] out ImageReference? reference, [NotNullWhen(false)] out string? error)
    {
        reference = null;
        error = Read(text, out var parsed);
        if (error is not null) return false;
        reference = parsed!;
        return true;
    }

    private static string? Read(string text, out ImageReference? reference)
    {
        reference = null;
        if (text.Length == 0) return "The image reference is empty.";
        if (text.Length > MaxLength)
            return $"The image reference is {text.Length} characters long; the longest allowed is {MaxLength}.";
        if (text.StartsWith("http://", StringComparison.Ordinal) || text.StartsWith("https://", StringComparison.Ordinal))
            return $"'{text}' is a URL; an image reference has no scheme: leave out everything up to '//'.";

        var rest = text;
        Digest? digest = null;
        if (rest.IndexOf('@', StringComparison.Ordinal) is var at and >= 0)
        {
            if (!Images.Digest.TryParse(rest[(at + 1)..], out var parsed))
                return $"'{text}' has '{rest[(at + 1)..]}' for a digest; expected sha256: and 64 (or sha512: and 128) lower-case hex digits.";
            digest = parsed;
            rest = rest[..at];
        }

        string? tag = null;
        if (rest.LastIndexOf(':') is var colon and >= 0 && rest.IndexOf('/', colon) < 0)
        {
            tag = rest[(colon + 1)..];
            if (!TagForm().IsMatch(tag))
                return $"'{text}' has '{tag}' for a tag; a tag is 1 to 128 letters, digits, '_', '.' or '-', and starts with none of '.' and '-'.";
            rest = rest[..colon];
        }

        var (registry, repository) = SplitRegistry(rest);
        if (registry.Length > MaxRegistryLength || !RegistryForm().IsMatch(registry) || !PortIsInRange(registry)
            || !IsHost(registry))
            return $"'{text}' has '{registry}' for a registry; expected a host name or address with an optional port.";
        if (repository.Length > MaxRepositoryLength)
            return $"'{text}' names a repository of {repository.Length} characters; the longest allowed is {MaxRepositoryLength}.";
        if (!RepositoryForm().IsMatch(repository))
            return repository.Length > 0 && RepositoryForm().IsMatch(repository.ToLowerInvariant())
                ? $"'{text}' has upper-case letters in the repository '{repository}'; a repository is lower-case."
                : $"'{text}' has '{repository}' for a repository; expected lower-case letters and digits, with '.', '_', '__' or '-' between them, in parts separated by '/'.";
        if (!rest.Contains('/', StringComparison.Ordinal) && IdentifierForm().IsMatch(rest))
            return $"'{text}' is 64 hex digits, which a runtime takes for an image id; write a repository, or sha256: before the digits and a repository and '@' before that.";

        reference = new ImageReference
        {
            Registry = registry,
            Repository = repository,
            Tag = tag ?? (digest is null ? "latest" : null),
            Digest = digest,
        };
        return null;
    }

    private static (string Registry, string Repository) SplitRegistry(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : name[..slash];
        var lower = first.ToLowerInvariant();
        var isPlain = lower.Contains('.', StringComparison.Ordinal) || lower.Contains(':', StringComparison.Ordinal)
            || lower == "localhost";
        var namesRegistry = isPlain || first.Any(char.IsAsciiLetterUpper);
        var registry = isPlain ? lower : namesRegistry ? first.ToUpperInvariant() : DefaultRegistry;
        var repository = namesRegistry ? name[(slash + 1)..] : name;
        if (registry == "index.docker.io") registry = DefaultRegistry;
        if (registry == DefaultRegistry && !repository.Contains('/', StringComparison.Ordinal)) repository = "library/" + repository;
        return (registry, repository);
    }

    private static bool PortIsInRange(string registry)
    {
        var colon = registry.LastIndexOf(':');
        return colon < 0 || registry.EndsWith(']') || int.Parse(registry.AsSpan(colon + 1), provider: null) is > 0 and <= 65535;
    }

    // What can be connected to, and is no other host than the text says: Uri takes 1.2.3 for 1.2.0.3, runtimes do not.
    private static bool IsHost(string registry) =>
        registry.Split('.', ':').All(label => label.Length <= MaxLabelLength)
        && Uri.TryCreate($"https://{registry}/", UriKind.Absolute, out var uri)
        && (uri.HostNameType == UriHostNameType.IPv6
            || (registry.StartsWith(uri.Host, StringComparison.OrdinalIgnoreCase)
                && (registry.Length == uri.Host.Length || registry[uri.Host.Length] == ':')));

    // distribution-spec, "Pulling manifests": <name>
    [GeneratedRegex(@"\A[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex RepositoryForm();

    // distribution-spec, "Pulling manifests": <reference> as a tag
    [GeneratedRegex(@"\A[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TagForm();

    [GeneratedRegex(@"\A(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[a-fA-F0-9:]+\])(?::[0-9]{1,5})?\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex RegistryForm();

    [GeneratedRegex(@"\A[a-f0-9]{64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdentifierForm();
}
