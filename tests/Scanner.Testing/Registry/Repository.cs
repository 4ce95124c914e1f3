using System.Collections.Concurrent;

namespace Scanner.Testing.Registry;

/// <summary>One repository: manifests and blobs by digest, tags by name.</summary>
internal sealed class Repository
{
    public ConcurrentDictionary<string, StoredManifest> Manifests { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, byte[]> Blobs { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);
}
