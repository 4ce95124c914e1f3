using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Scanner.Failures;
using Scanner.Grains.Registry.Transport;
using Scanner.Images;

namespace Scanner.Grains.Registry.Manifests;

/// <summary>
/// Reads manifests, and refuses those that a runtime might read in another way than we do (CVE-2021-41190): the digest covers
/// the bytes, but not the Content-Type they came with.
/// </summary>
internal static class ManifestReader
{
    // Of names and types from outside, in messages.
    private const int MaxQuoted = 100;

    /// <exception cref="ScanException"><see cref="FailureKind.ManifestInvalid"/>; the message says what is wrong.</exception>
    public static ParsedManifest Read(RawManifest raw)
    {
        var document = Parse(raw.Content.AsSpan());
        if (document.SchemaVersion == 1 || MediaTypes.IsSchema1(raw.MediaType))
            throw Invalid(
                "is a Docker image manifest schema 1, which no current runtime runs; push it again with a current docker "
                + "or skopeo");
        if (document.SchemaVersion != 2)
            throw Invalid(string.Create(
                CultureInfo.InvariantCulture, $"has schemaVersion {document.SchemaVersion ?? 0}; expected 2"));

        var type = TypeOf(raw.MediaType, document);
        if (document.Manifests is not null && (document.Layers is not null || document.Config is not null))
            throw Invalid("has the fields of an image and of an index at once");
        return MediaTypes.IsIndex(type) ? Index(type, document) : Image(type, document);
    }

    private static ManifestDocument Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            if (ManifestNames.FindDisguised(json) is { } name)
                throw Invalid($"has a field '{name}', written so that some programs take it for another");
            return JsonSerializer.Deserialize(json, ManifestJson.Default.ManifestDocument) ?? throw Invalid("is empty");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Invalid($"cannot be read as JSON ({Quotable.Of(e.Message, MaxQuoted)})", e);
        }
    }

    private static string TypeOf(string sent, ManifestDocument document)
    {
        var written = document.MediaType is { Length: > 0 } text ? text : null;
        var type = MediaTypes.IsUnspecific(sent) && written is not null ? written : sent;
        if (!MediaTypes.IsManifest(type))
            throw Invalid(
                $"has media type '{Quotable.Of(type, MaxQuoted)}'; Scanner reads OCI and Docker image manifests and indexes");
        if (written is not null && written != type)
            throw Invalid($"says it is '{Quotable.Of(written, MaxQuoted)}', but was sent as '{type}'");
        return type;
    }

    private static ImageManifest Image(string type, ManifestDocument document)
    {
        if (document.Layers is not { } layers || document.Config is not { } config) throw Invalid("has no config or no layers");
        if (layers.Count > ManifestLimits.MaxLayers)
            throw Invalid($"has {layers.Count} layers; no runtime stacks more than {ManifestLimits.MaxLayers}");
        return new ImageManifest
        {
            MediaType = type,
            ConfigMediaType = config.MediaType ?? "",
            Layers = [.. layers.Select(Layer)],
        };
    }

    private static LayerDescriptor Layer(ManifestDocument.Descriptor? layer, int i) =>
        new(DigestOf(layer, "layer", i), SizeOf(layer, "layer", i), layer?.MediaType ?? "");

    private static IndexEntry Entry(ManifestDocument.Descriptor? entry, int i) =>
        new(DigestOf(entry, "manifest", i), SizeOf(entry, "manifest", i), entry?.MediaType ?? "", PlatformOf(entry));

    private static ImageIndex Index(string type, ManifestDocument document)
    {
        if (document.Manifests is not { } manifests) throw Invalid("is an index without manifests");
        if (manifests.Count > ManifestLimits.MaxIndexEntries)
            throw Invalid($"is an index of {manifests.Count} manifests; Scanner reads up to {ManifestLimits.MaxIndexEntries}");
        var entries = ImmutableArray.CreateBuilder<IndexEntry>(manifests.Count);
        for (var i = 0; i < manifests.Count; i++)
        {
            var entry = Entry(manifests[i], i);
            // Whatever its media type: CRI-O goes by the platform alone, so an odd type would hide an image from us. What such an
            // entry really is shows when it is pulled.
            if (!IsAttestation(entry)) entries.Add(entry);
        }
        return new ImageIndex { MediaType = type, Entries = entries.DrainToImmutable() };
    }

    // Not by the annotation vnd.docker.reference.type: runtimes do not look at it, so it would hide an image from us alone.
    private static bool IsAttestation(IndexEntry entry) => entry.Platform is { Os: "unknown", Architecture: "unknown" };

    private static Platform? PlatformOf(ManifestDocument.Descriptor? descriptor) =>
        descriptor?.Platform is { Os: { Length: > 0 } os, Architecture: { Length: > 0 } architecture } platform
            ? new Platform { Os = os, Architecture = architecture, Variant = platform.Variant is "" ? null : platform.Variant }
            : null;

    private static Digest DigestOf(ManifestDocument.Descriptor? descriptor, string what, int i) =>
        Digest.TryParse(descriptor?.Digest, out var digest)
            ? digest
            : throw Invalid(
                $"gives {what} {i + 1} the digest '{Quotable.Of(descriptor?.Digest ?? "", MaxQuoted)}'; expected sha256: "
                + "or sha512: and hex digits");

    private static long SizeOf(ManifestDocument.Descriptor? descriptor, string what, int i) =>
        descriptor?.Size is { } size and >= 0 ? size : throw Invalid($"gives {what} {i + 1} no size");

    private static ScanException Invalid(string what, Exception? inner = null) =>
        new(FailureKind.ManifestInvalid, $"The manifest {what}.", inner);
}
