using System.Text;
using Microsoft.AspNetCore.Http;

namespace Scanner.Testing.Registry.Authentication;

/// <summary>Reads Basic credentials (RFC 7617).</summary>
internal static class BasicCredentials
{
    private const string Scheme = "Basic ";

    public static bool Sent(HttpRequest request) => Value(request) is not null;

    /// <summary>The user whose name and password were sent, or null.</summary>
    public static RegistryUser? User(HttpRequest request, IEnumerable<RegistryUser> users)
    {
        var bytes = new byte[Value(request)?.Length ?? 0];
        if (!Convert.TryFromBase64String(Value(request) ?? "", bytes, out var length)) return null;
        var text = Encoding.UTF8.GetString(bytes, 0, length);
        return users.FirstOrDefault(user => text == $"{user.Name}:{user.Password}");
    }

    private static string? Value(HttpRequest request) =>
        request.Headers.Authorization.FirstOrDefault() is { } header
        && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : null;
}
