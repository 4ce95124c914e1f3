namespace Scanner.Webhook.Workloads;

/// <summary>Makes text from outside fit to be repeated in a message or a log line.</summary>
internal static class Excerpt
{
    /// <summary>
    /// The text with a blank for each control character (a line break would forge a log line) and cut to
    /// <paramref name="maxLength"/> characters, of which the last is then <c>…</c>.
    /// </summary>
    public static string Of(string text, int maxLength) => WithoutControls(Cut(text, maxLength));

    /// <summary>The text, line breaks and all, cut to <paramref name="maxLength"/> characters.</summary>
    public static string Cut(string text, int maxLength)
    {
        if (text.Length <= maxLength) return text;
        var end = maxLength - 1;
        // Half of a surrogate pair is not a character.
        if (char.IsHighSurrogate(text[end - 1])) end--;
        return string.Concat(text.AsSpan(0, end), "…");
    }

    private static string WithoutControls(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\x1f') && !text.AsSpan().ContainsAnyInRange('\x7f', '\x9f')) return text;
        return string.Create(text.Length, text, static (span, source) =>
        {
            for (var i = 0; i < source.Length; i++) span[i] = char.IsControl(source[i]) ? ' ' : source[i];
        });
    }
}
