using System.Text.Json;

namespace Scanner.Webhook.Workloads;

/// <summary>Reads values that must be text.</summary>
internal static class JsonText
{
    /// <summary>The string or null that the reader is on.</summary>
    /// <param name="reader">On a value.</param>
    /// <param name="field">What the value is called in a message; its <c>ToString</c> is used.</param>
    /// <exception cref="FormatException">The value is something else.</exception>
    public static string? Read(ref Utf8JsonReader reader, object field) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Null => null,
        _ => throw new FormatException($"{field} is {Describe(reader.TokenType)}; expected a string."),
    };

    /// <summary>A value in words: <c>a number</c>.</summary>
    public static string Describe(JsonTokenType token) => token switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.String => "a string",
        _ => "null",
    };
}
