using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Scanner.Testing.Images;

namespace Scanner.Testing.Registry;

/// <summary>What the stand-in holds. Blobs and manifests belong to a repository, as in docker-registry.</summary>
internal sealed class RegistryContent
{
    private readonly ConcurrentDictionary<string, Repository> _repositories = new(StringComparer.Ordinal);

    public void Store(string repository, BuiltImage image)
    {
        var target = Repository(repository);
        target.Blobs[image.ConfigDigest] = image.Config;
        foreach (var layer in image.Layers) target.Blobs[layer.Digest] = layer.Content;
        StoreManifest(repository, new StoredManifest(image.Digest, image.MediaType, image.Manifest));
    }

    public void StoreManifest(string repository, StoredManifest manifest) =>
        Repository(repository).Manifests[manifest.Digest] = manifest;

    public void Tag(string repository, string tag, string digest)
    {
        if (!TryGetManifest(repository, digest, out _))
            throw new InvalidOperationException($"{repository} has no manifest {digest} to tag as '{tag}': push it first.");
        Repository(repository).Tags[tag] = digest;
    }

    public void DeleteManifest(string repository, string digest)
    {
        var target = Repository(repository);
        target.Manifests.TryRemove(digest, out _);
        foreach (var tag in target.Tags.Where(tag => tag.Value == digest)) target.Tags.TryRemove(tag);
    }

    public void DeleteBlob(string repository, string digest) => Repository(repository).Blobs.TryRemove(digest, out _);

    /// <param name="repository">The repository's name.</param>
    /// <param name="reference">A tag or a digest.</param>
    /// <param name="manifest">What it stands for.</param>
    public bool TryGetManifest(string repository, string reference, [NotNullWhen(true)] out StoredManifest? manifest)
    {
        manifest = null;
        if (!_repositories.TryGetValue(repository, out var source)) return false;
        var digest = source.Tags.GetValueOrDefault(reference, reference);
        return source.Manifests.TryGetValue(digest, out manifest);
    }

    public bool TryGetBlob(string repository, string digest, [NotNullWhen(true)] out byte[]? blob)
    {
        blob = null;
        return _repositories.TryGetValue(repository, out var source) && source.Blobs.TryGetValue(digest, out blob);
    }

    private Repository Repository(string name) => _repositories.GetOrAdd(name, _ => new Repository());
}
