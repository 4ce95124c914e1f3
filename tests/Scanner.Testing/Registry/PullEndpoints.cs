using Microsoft.AspNetCore.Http;

namespace Scanner.Testing.Registry;

/// <summary>The pull endpoints of the distribution spec (end-1 to end-3).</summary>
internal sealed class PullEndpoints(RegistryContent content, ManifestNegotiation manifests)
{
    public RegistryAnswer Answer(HttpRequest request, RegistryPath path)
    {
        var isRead = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        return path.Kind switch
        {
            RequestKind.Version => RegistryAnswer.Json(200, "{}"),
            RequestKind.Manifest or RequestKind.Blob when !isRead =>
                RegistryAnswer.Text(405, "Method not allowed\n").With("Allow", "GET, HEAD"),
            RequestKind.Manifest => Manifest(request, path),
            RequestKind.Blob => Blob(path),
            _ => RegistryAnswer.Text(404, "404 page not found\n"),
        };
    }

    private RegistryAnswer Manifest(HttpRequest request, RegistryPath path)
    {
        if (content.TryGetManifest(path.Repository, path.Reference, out var manifest)
            && request.Headers.IfNoneMatch.Contains($"\"{manifest.Digest}\""))
            return new RegistryAnswer { Status = StatusCodes.Status304NotModified };
        return manifests.Answer(path, request.Headers.Accept);
    }

    private RegistryAnswer Blob(RegistryPath path) =>
        content.TryGetBlob(path.Repository, path.Reference, out var blob)
            ? new RegistryAnswer { Status = 200, ContentType = "application/octet-stream", Body = blob }
                .With("Accept-Ranges", "bytes")
                .With("Cache-Control", "max-age=31536000")
                .With("Docker-Content-Digest", path.Reference)
                .With("Etag", $"\"{path.Reference}\"")
            : RegistryErrors.BlobUnknown(path.Reference);
}
