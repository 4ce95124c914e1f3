using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Scanner.Testing.Images;

namespace Scanner.Testing.Registry;

/// <summary>
/// What docker-registry 2.8.2 answers for a manifest, given the Accept headers. It rewrites Docker manifests and lists for
/// clients that do not name their types, but only by tag: under a digest it sends what has that digest.
/// </summary>
internal sealed class ManifestNegotiation(RegistryContent content, Schema1Writer schema1)
{
    /// <summary>The answer, as to a GET, without regard to who asks.</summary>
    /// <param name="path">A manifest's path.</param>
    /// <param name="acceptHeaders">The request's Accept headers. Quality values do not count, <c>*/*</c> names no type.</param>
    public RegistryAnswer Answer(RegistryPath path, IEnumerable<string?> acceptHeaders)
    {
        var byTag = !path.Reference.Contains(':', StringComparison.Ordinal);
        if (!content.TryGetManifest(path.Repository, path.Reference, out var manifest))
        {
            return byTag
                ? RegistryErrors.TagUnknown(path.Reference)
                : RegistryErrors.RevisionUnknown(path.Repository, path.Reference);
        }

        var accepted = Types(acceptHeaders);
        return manifest.MediaType switch
        {
            var type when accepted.Contains(type) => Send(manifest),
            MediaTypes.OciManifest => RegistryErrors.OciNotAccepted("manifest", "manifests"),
            MediaTypes.OciIndex => RegistryErrors.OciNotAccepted("index", "indexes"),
            MediaTypes.DockerManifest when byTag => SendAsSchema1(path, manifest),
            MediaTypes.DockerManifestList when byTag => SendDefaultPlatform(path, manifest, accepted),
            _ => Send(manifest),
        };
    }

    private static HashSet<string> Types(IEnumerable<string?> acceptHeaders)
    {
        var types = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in acceptHeaders.SelectMany(header => (header ?? "").Split(',')))
        {
            if (MediaTypeHeaderValue.TryParse(part, out var type) && type.MediaType is not null)
                types.Add(type.MediaType.ToLowerInvariant());
        }

        return types;
    }

    private RegistryAnswer SendDefaultPlatform(RegistryPath path, StoredManifest list, HashSet<string> accepted)
    {
        var digest = JsonNode.Parse(list.Content)!["manifests"]!.AsArray()
            .Where(entry => entry!["platform"] is { } platform
                && (string?)platform["os"] == "linux" && (string?)platform["architecture"] == "amd64")
            .Select(entry => (string?)entry!["digest"])
            .FirstOrDefault();
        if (digest is null) return RegistryErrors.PlatformUnknown();
        if (!content.TryGetManifest(path.Repository, digest, out var manifest))
            return RegistryErrors.RevisionUnknown(path.Repository, digest);
        return manifest.MediaType == MediaTypes.DockerManifest && !accepted.Contains(MediaTypes.DockerManifest)
            ? SendAsSchema1(path, manifest)
            : Send(manifest);
    }

    private RegistryAnswer SendAsSchema1(RegistryPath path, StoredManifest manifest)
    {
        var document = JsonNode.Parse(manifest.Content)!;
        return content.TryGetBlob(path.Repository, (string)document["config"]!["digest"]!, out var config)
            ? Send(schema1.Write(path.Repository, path.Reference, document, config))
            : RegistryErrors.ForStatus(500);
    }

    private static RegistryAnswer Send(StoredManifest manifest) =>
        new RegistryAnswer { Status = 200, ContentType = manifest.MediaType, Body = manifest.Content }
            .With("Docker-Content-Digest", manifest.Digest)
            .With("Etag", $"\"{manifest.Digest}\"");
}
