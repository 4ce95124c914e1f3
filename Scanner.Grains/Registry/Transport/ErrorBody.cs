using System.Text;
using System.Text.Json;

namespace Scanner.Grains.Registry.Transport;

/// <summary>What a registry or token issuer says about its refusal, fit to be shown.</summary>
internal static class ErrorBody
{
    /// <summary>Bytes; error lists are a few hundred, and what is longer is a web page.</summary>
    public const int MaxSize = 64 * 1024;

    /// <summary>Of several errors in one answer.</summary>
    public const int MaxErrors = 3;

    /// <summary>Characters that a message quotes.</summary>
    public const int MaxText = 300;

    /// <summary>
    /// <c>MANIFEST_UNKNOWN: manifest unknown</c>; empty where the body says nothing that can be read. Understands the error list
    /// of distribution-spec ("Error codes"), OAuth 2 errors (RFC 6749 section 5.2) and Docker Hub's <c>details</c>.
    /// </summary>
    public static string Describe(RegistryAnswer answer)
    {
        if (answer.IsWebPage) return "";
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Quotable.Of(Read(document.RootElement), MaxText) : "";
        }
        catch (JsonException)
        {
            return answer.MediaType == "text/plain" ? Quotable.Of(Encoding.UTF8.GetString(answer.Body), MaxText) : "";
        }
        catch (InvalidOperationException)
        {
            // Text that is not Unicode.
            return "";
        }
    }

    private static string Read(JsonElement root)
    {
        if (root.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array)
        {
            var texts = errors.EnumerateArray().Where(error => error.ValueKind == JsonValueKind.Object).Take(MaxErrors)
                .Select(error => Join(error, "code", "message"));
            return string.Join("; ", texts.Where(text => text.Length > 0));
        }
        var text = Join(root, "error", "error_description");
        return text.Length > 0 ? text : Join(root, "details", "message");
    }

    private static string Join(JsonElement parent, string first, string second)
    {
        var texts = new[] { first, second }
            .Select(name => parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()!
                : "")
            .Where(text => text.Length > 0);
        return string.Join(": ", texts);
    }
}
