using System.Globalization;
using System.Text;

namespace Scanner.Grains.Registry.Transport;

/// <summary>Makes text from outside fit for a log line or a terminal.</summary>
internal static class Quotable
{
    /// <summary>One line of at most that many characters, without control, formatting or broken characters.</summary>
    public static string Of(string text, int most)
    {
        var result = new StringBuilder(Math.Min(text.Length, most));
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = Rune.IsWhiteSpace(rune) ? new Rune(' ') : rune;
            // Format covers the marks that turn the direction of text around.
            var category = Rune.GetUnicodeCategory(shown);
            if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned || shown == Rune.ReplacementChar)
                continue;
            if (result.Length + shown.Utf16SequenceLength > most) return result.ToString().TrimEnd() + "…";
            result.Append(shown.ToString());
        }
        return result.ToString().Trim();
    }
}
