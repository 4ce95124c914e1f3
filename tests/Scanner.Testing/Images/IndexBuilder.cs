using System.Text;
using System.Text.Json.Nodes;

namespace Scanner.Testing.Images;

/// <summary>Builds an index of images (OCI index or Docker manifest list).</summary>
public sealed class IndexBuilder(ImageFormat format = ImageFormat.Oci)
{
    private readonly List<BuiltImage> _images = [];
    private readonly JsonArray _entries = [];

    /// <summary>Adds an image under the platform it was built for.</summary>
    public IndexBuilder Add(BuiltImage image)
    {
        _images.Add(image);
        _entries.Add((JsonNode)Entry(image));
        return this;
    }

    /// <summary>
    /// Adds an attestation for an image of the index the way BuildKit does: an OCI manifest of platform unknown/unknown
    /// that names its subject in annotations.
    /// </summary>
    public IndexBuilder AddAttestation(BuiltImage subject)
    {
        var statement = Encoding.UTF8.GetBytes(
            $$$"""{"_type":"https://in-toto.io/Statement/v0.1","subject":[{"digest":{"sha256":"{{{subject.Digest[7..]}}}"}}]}""");
        var attestation = new ImageBuilder(ImageFormat.Oci).Platform(ImagePlatform.Unknown).LayerAsIs(new BuiltLayer
        {
            MediaType = MediaTypes.InToto,
            Content = statement,
            Digest = ContentDigest.Of(statement),
            DiffId = ContentDigest.Of(statement),
            Compression = LayerCompression.None,
        }).Build();
        var entry = Entry(attestation);
        entry["annotations"] = new JsonObject
        {
            ["vnd.docker.reference.type"] = "attestation-manifest",
            ["vnd.docker.reference.digest"] = subject.Digest,
        };
        _images.Add(attestation);
        _entries.Add((JsonNode)entry);
        return this;
    }

    public BuiltIndex Build()
    {
        var mediaType = MediaTypes.Index(format);
        var manifest = ManifestJson.Write(new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = mediaType,
            ["manifests"] = _entries.DeepClone(),
        });
        return new BuiltIndex
        {
            Format = format,
            Manifest = manifest,
            MediaType = mediaType,
            Digest = ContentDigest.Of(manifest),
            Images = [.. _images],
        };
    }

    private static JsonObject Entry(BuiltImage image)
    {
        var entry = ManifestJson.Descriptor(image.MediaType, image.Manifest, image.Digest);
        entry["platform"] = ManifestJson.Platform(image.Platform);
        return entry;
    }
}
