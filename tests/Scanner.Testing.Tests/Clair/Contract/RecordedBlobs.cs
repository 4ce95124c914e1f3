using System.Text;
using Microsoft.AspNetCore.Http;
using Scanner.Testing.Tests.Clair.Support;

namespace Scanner.Testing.Tests.Clair.Contract;

/// <summary>The good and bad layers that the recorded calls named, at the paths they had.</summary>
internal static class RecordedBlobs
{
    private const string AlpineBlob =
        "/v2/lab/alpine/blobs/sha256:953fe5f08a44771d733bbf81d0245543d578d1f19f90613cd3fbe32636fa9f06";

    private static readonly byte[] Prose = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("This is not a layer. ", 100)));

    private static readonly byte[] Html = Encoding.UTF8.GetBytes("<!DOCTYPE html><html><body>Please sign in</body></html>");

    public static void AddTo(BlobServer blobs)
    {
        var layer = TestLayer.Gzip(TestLayer.Tar(
            ("etc/alpine-release", TestLayer.Alpine318), ("lib/apk/db/installed", TestLayer.Apk(("busybox", "1.36.1-r0")))));
        blobs.Add("/ok", layer);
        blobs.Add("/200", "status 200"u8.ToArray());
        foreach (var status in new[] { 204, 401, 403, 404, 416, 429, 500, 503 }) blobs.Add($"/{status}", [], status);
        blobs.Add("/corrupt", Corrupt(layer));
        blobs.Add("/truncated", context => TruncateAsync(context, layer));
        blobs.Add("/truncated-gz", layer[..(layer.Length / 2)]);
        blobs.Add("/nontar", Prose);
        blobs.Add("/nontar-gz", TestLayer.Gzip(Prose));
        blobs.Add("/html", Html);
        blobs.Add("/empty", []);
        blobs.Add("/zeros", new byte[10_240]);
        Redirect(blobs, "/redirect", new Uri(blobs.Address, "/ok").ToString());
        Redirect(blobs, "/redirect-other", new Uri(blobs.OtherAddress, "/ok").ToString());
        Redirect(blobs, "/redirect-relative", "ok");
        Redirect(blobs, "/redirect-loop", "/redirect-loop");
        blobs.Add(AlpineBlob, context => ForLabAsync(context, layer));
    }

    private static byte[] Corrupt(byte[] gzip)
    {
        byte[] bytes = [.. gzip];
        bytes.AsSpan(bytes.Length / 2, 16).Fill(0xff);
        return bytes;
    }

    // Kestrel closes the connection when the body is shorter than promised.
    private static async Task TruncateAsync(HttpContext context, byte[] layer)
    {
        context.Response.ContentLength = layer.Length;
        await context.Response.Body.WriteAsync(layer.AsMemory(0, layer.Length / 2));
    }

    private static async Task ForLabAsync(HttpContext context, byte[] layer)
    {
        var expected = "Basic " + Convert.ToBase64String("lab:secret"u8);
        if (context.Request.Headers.Authorization == expected) await context.Response.Body.WriteAsync(layer);
        else context.Response.StatusCode = StatusCodes.Status401Unauthorized;
    }

    private static void Redirect(BlobServer blobs, string path, string target) => blobs.Add(path, context =>
    {
        context.Response.Redirect(target);
        return Task.CompletedTask;
    });
}
