using System.Text;

namespace Scanner.Webhook.Admission;

/// <summary>What the kube-apiserver calls.</summary>
internal static class AdmissionEndpoints
{
    public const string Path = "/validate";

    /// <summary>
    /// <c>POST /validate</c>: answers an AdmissionReview with an AdmissionReview of the same version and uid. What cannot be read
    /// is answered with a status and a sentence, as any other method is.
    /// </summary>
    public static void MapAdmission(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(Path, static context =>
            context.RequestServices.GetRequiredService<AdmissionHandler>().HandleAsync(context));
        endpoints.Map(Path, static context =>
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            return RefuseAsync(
                context.Response,
                StatusCodes.Status405MethodNotAllowed,
                $"{Path} answers admission reviews; send one with POST.");
        });
    }

    /// <summary>Answers with one sentence in plain text.</summary>
    public static async Task RefuseAsync(HttpResponse response, int status, string message)
    {
        var text = Encoding.UTF8.GetBytes(message + "\n");
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        response.ContentLength = text.Length;
        await response.Body.WriteAsync(text, response.HttpContext.RequestAborted);
    }
}
