using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Scanner.Testing.Registry;

/// <summary>Error answers (distribution-spec, "Error Codes"), worded as docker-registry 2.8.2 words them.</summary>
internal static class RegistryErrors
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static RegistryAnswer TagUnknown(string tag) =>
        Error(404, "MANIFEST_UNKNOWN", "manifest unknown", new JsonObject { ["Tag"] = tag });

    public static RegistryAnswer RevisionUnknown(string repository, string digest) =>
        Error(404, "MANIFEST_UNKNOWN", "manifest unknown", new JsonObject { ["Name"] = repository, ["Revision"] = digest });

    /// <summary>A manifest list without linux/amd64, asked for as a manifest.</summary>
    public static RegistryAnswer PlatformUnknown() => Error(404, "MANIFEST_UNKNOWN", "manifest unknown");

    public static RegistryAnswer OciNotAccepted(string one, string many) =>
        Error(404, "MANIFEST_UNKNOWN", $"OCI {one} found, but accept header does not support OCI {many}");

    public static RegistryAnswer BlobUnknown(string digest) => Error(404, "BLOB_UNKNOWN", "blob unknown to registry", digest);

    /// <param name="repository">What was to be pulled, or null for <c>/v2/</c>.</param>
    public static RegistryAnswer Unauthorized(string? repository)
    {
        var records = repository is null
            ? null
            : new JsonArray(
                new JsonObject { ["Type"] = "repository", ["Class"] = "", ["Name"] = repository, ["Action"] = "pull" });
        return Send(401, new JsonObject
        {
            ["code"] = "UNAUTHORIZED",
            ["message"] = "authentication required",
            ["detail"] = records,
        });
    }

    /// <summary>The answer for a status that a fault asks for.</summary>
    public static RegistryAnswer ForStatus(int status) => status switch
    {
        401 => Error(status, "UNAUTHORIZED", "authentication required"),
        403 => Error(status, "DENIED", "requested access to the resource is denied"),
        404 => Error(status, "NAME_UNKNOWN", "repository name not known to registry"),
        405 => Error(status, "UNSUPPORTED", "The operation is unsupported."),
        429 => Error(status, "TOOMANYREQUESTS", "too many requests"),
        503 => Error(status, "UNAVAILABLE", "service unavailable"),
        _ => Error(status, "UNKNOWN", "unknown error"),
    };

    private static RegistryAnswer Error(int status, string code, string message, JsonNode? detail = null)
    {
        var error = new JsonObject { ["code"] = code, ["message"] = message };
        if (detail is not null) error["detail"] = detail;
        return Send(status, error);
    }

    private static RegistryAnswer Send(int status, JsonObject error) =>
        RegistryAnswer.Json(status, new JsonObject { ["errors"] = new JsonArray(error) }.ToJsonString(Plain) + "\n");
}
