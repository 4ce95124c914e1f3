using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Scanner.Testing.Registry;

/// <summary>An answer before it is sent, so that a fault can still change it.</summary>
internal sealed record RegistryAnswer
{
    public required int Status { get; init; }

    public string? ContentType { get; init; }

    public byte[] Body { get; init; } = [];

    public ImmutableDictionary<string, string> Headers { get; init; } =
        ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How much of the body is sent before the connection is cut; null for all of it.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Nothing is sent; the connection is closed.</summary>
    public bool Dropped { get; init; }

    /// <summary>Bytes repeated after the body until the client has enough; null for an end.</summary>
    public byte[]? EndlessTail { get; init; }

    public static RegistryAnswer Json(int status, string json) =>
        new() { Status = status, ContentType = "application/json; charset=utf-8", Body = Encoding.UTF8.GetBytes(json) };

    public static RegistryAnswer Text(int status, string text) =>
        new() { Status = status, ContentType = "text/plain; charset=utf-8", Body = Encoding.UTF8.GetBytes(text) };

    public RegistryAnswer With(string header, string value) => this with { Headers = Headers.SetItem(header, value) };

    public RegistryAnswer Without(string header) => this with { Headers = Headers.Remove(header) };

    /// <summary>Sends the answer.</summary>
    /// <param name="context">The request.</param>
    /// <param name="finishing">Called before the last byte: who has the whole answer must find itself counted out.</param>
    /// <param name="cancellationToken">Ends an endless answer.</param>
    public async Task SendAsync(HttpContext context, Action finishing, CancellationToken cancellationToken)
    {
        if (Dropped)
        {
            finishing();
            context.Abort();
            return;
        }

        var response = context.Response;
        response.StatusCode = Status;
        response.ContentType = ContentType;
        foreach (var (name, value) in Headers) response.Headers[name] = value;
        if (EndlessTail is null && MayHaveBody) response.ContentLength = Body.Length;
        if (HttpMethods.IsHead(context.Request.Method) || Body.Length == 0 || !MayHaveBody)
        {
            finishing();
            return;
        }

        var whole = CutAfter is null && EndlessTail is null;
        await response.Body.WriteAsync(Body.AsMemory(0, CutAfter ?? (whole ? Body.Length - 1 : Body.Length)), cancellationToken);
        while (EndlessTail is not null) await response.Body.WriteAsync(EndlessTail, cancellationToken);
        finishing();
        if (whole) await response.Body.WriteAsync(Body.AsMemory(Body.Length - 1), cancellationToken);
        else await CutAsync(context, cancellationToken);
    }

    private bool MayHaveBody => Status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified);

    private static async Task CutAsync(HttpContext context, CancellationToken cancellationToken)
    {
        await context.Response.Body.FlushAsync(cancellationToken);
        context.Abort();
    }
}
