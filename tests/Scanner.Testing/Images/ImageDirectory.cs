namespace Scanner.Testing.Images;

/// <summary>
/// Writes images as skopeo's <c>dir:</c> transport reads them (containers-transports(5)): manifest.json, and blobs named by the
/// hex of their digest. Every byte stays as it is, so what is copied on has the digest it had here.
/// </summary>
public static class ImageDirectory
{
    public static async Task WriteAsync(BuiltImage image, string folder, CancellationToken cancellationToken)
    {
        await WriteBlobsAsync(image, folder, cancellationToken);
        await WriteTopAsync(image.Manifest, folder, cancellationToken);
    }

    public static async Task WriteAsync(BuiltIndex index, string folder, CancellationToken cancellationToken)
    {
        foreach (var image in index.Images)
        {
            await WriteBlobsAsync(image, folder, cancellationToken);
            var path = Path.Combine(folder, Hex(image.Digest) + ".manifest.json");
            await File.WriteAllBytesAsync(path, image.Manifest, cancellationToken);
        }

        await WriteTopAsync(index.Manifest, folder, cancellationToken);
    }

    private static async Task WriteTopAsync(byte[] manifest, string folder, CancellationToken cancellationToken)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "version"), "Directory Transport Version: 1.1\n", cancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(folder, "manifest.json"), manifest, cancellationToken);
    }

    private static async Task WriteBlobsAsync(BuiltImage image, string folder, CancellationToken cancellationToken)
    {
        await File.WriteAllBytesAsync(Path.Combine(folder, Hex(image.ConfigDigest)), image.Config, cancellationToken);
        foreach (var layer in image.Layers)
            await File.WriteAllBytesAsync(Path.Combine(folder, Hex(layer.Digest)), layer.Content, cancellationToken);
    }

    private static string Hex(string digest) => digest["sha256:".Length..];
}
