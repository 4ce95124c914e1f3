using System.Globalization;
using System.Net;

namespace Scanner.Silo.Inventory.Pods;

/// <summary>The API server ended a watch with an error in its stream.</summary>
internal sealed class WatchRefusedException(int? code, string? message)
    : IOException($"the API server ended the watch with {code?.ToString(CultureInfo.InvariantCulture) ?? "an error"}: {message}")
{
    public HttpStatusCode Status { get; } = (HttpStatusCode)(code ?? 0);
}
