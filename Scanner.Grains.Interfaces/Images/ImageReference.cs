using System.Diagnostics.CodeAnalysis;

namespace Scanner.Images;

/// <summary>
/// Where an image is: registry, repository, and a tag or a digest or both. Always in full; the defaults that Docker and the
/// kubelet apply to what a user wrote (<c>docker.io</c>, <c>library/</c>, <c>latest</c>) are applied when it is parsed.
/// With a digest, the tag is only a remark: the digest alone says which manifest.
/// </summary>
[GenerateSerializer, Immutable, Alias("scanner.ImageReference")]
public sealed record ImageReference
{
    /// <summary>
    /// Host in lower case, with the port where one was written: <c>docker.io</c>, <c>registry.example:5000</c>,
    /// <c>[::1]:5000</c>. In upper case where only that tells it from a repository: <c>REGISTRY</c>.
    /// </summary>
    [Id(0)]
    public required string Registry { get; init; }

    /// <summary>Path below the registry: <c>library/nginx</c>.</summary>
    [Id(1)]
    public required string Repository { get; init; }

    [Id(2)]
    public string? Tag { get; init; }

    [Id(3)]
    public Digest? Digest { get; init; }

    /// <summary><c>registry/repository</c>.</summary>
    public string Name => $"{Registry}/{Repository}";

    /// <summary>Reads what a user wrote in <c>image:</c>.</summary>
    /// <param name="text">For example <c>nginx</c>, <c>ghcr.io/team/app:v1@sha256:…</c>.</param>
    /// <param name="reference">The reference in full, or null.</param>
    /// <param name="error">What is wrong with the text, as a sentence for the person who wrote it; or null.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out ImageReference? reference, [NotNullWhen(false)] out string? error) =>
        ImageReferenceGrammar.TryParse(text, out reference, out error);

    /// <exception cref="FormatException">The text is not an image reference; the message says why.</exception>
    public static ImageReference Parse(string text) =>
        TryParse(text, out var reference, out var error) ? reference : throw new FormatException(error);

    /// <summary>The same image by this digest alone.</summary>
    public ImageReference At(Digest digest) => this with { Tag = null, Digest = digest };

    /// <summary>In full: <c>docker.io/library/nginx:1.27@sha256:…</c>.</summary>
    public override string ToString() =>
        $"{Registry}/{Repository}{(Tag is null ? "" : ":" + Tag)}{(Digest is null ? "" : "@" + Digest)}";
}
