using Scanner.Images;

namespace Scanner.Silo.Inventory.Pods;

/// <summary>Reads what a container's status says was pulled (<c>imageID</c>), which each runtime writes its own way.</summary>
internal static class ImageIds
{
    private const string DockerPrefix = "docker-pullable://";

    /// <summary>
    /// The manifest that runs: containerd and CRI-O write <c>repository@sha256:…</c>, the former dockershim
    /// <c>docker-pullable://repository@sha256:…</c>. Null for a bare <c>sha256:…</c>: that names an image's configuration, and no
    /// registry finds a manifest by it.
    /// </summary>
    public static ImageReference? Read(string imageId)
    {
        var text = imageId.StartsWith(DockerPrefix, StringComparison.Ordinal) ? imageId[DockerPrefix.Length..] : imageId;
        return text.Contains('@', StringComparison.Ordinal)
            && ImageReference.TryParse(text, out var image, out _)
            && image.Digest is not null
            ? image
            : null;
    }
}
