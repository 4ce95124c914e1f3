using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Scanner.Testing.Clair.Server;

/// <summary>Answers calls of no known service or method as grpc-go does.</summary>
internal static class UnknownMethod
{
    public static Task AnswerAsync(HttpContext context)
    {
        var method = context.Request.Path.Value?.Split('/')[^1];
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-status"] = ((int)StatusCode.Unimplemented).ToString(provider: null);
        context.Response.Headers["grpc-message"] = $"unknown method {method}";
        return Task.CompletedTask;
    }
}
