using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Scanner.Testing.Clair.Versions;

/// <summary>
/// A Debian package version, <c>[epoch:]upstream[-revision]</c>, ordered as deb-version(7) says. Clair compares Alpine's
/// versions by it too.
/// </summary>
internal sealed class DpkgVersion : IComparable<DpkgVersion>
{
    private readonly int _epoch;
    private readonly string _upstream;
    private readonly string _revision;

    private DpkgVersion(int epoch, string upstream, string revision)
    {
        _epoch = epoch;
        _upstream = upstream;
        _revision = revision;
    }

    /// <summary>Reads a version; false for what Clair skips: no upstream part, a bad epoch, an odd character.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out DpkgVersion? version)
    {
        version = null;
        var rest = text.AsSpan().Trim();
        var epoch = 0;
        if (rest.IndexOf(':') is >= 0 and var colon)
        {
            if (!int.TryParse(rest[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out epoch)) return false;
            rest = rest[(colon + 1)..];
        }

        var dash = rest.LastIndexOf('-');
        var upstream = dash < 0 ? rest : rest[..dash];
        var revision = dash < 0 ? default : rest[(dash + 1)..];
        if (upstream.IsEmpty || !Consists(upstream, ".-+~:_") || !Consists(revision, ".+~_")) return false;
        version = new DpkgVersion(epoch, upstream.ToString(), revision.ToString());
        return true;
    }

    /// <summary>True for a version that is lower than <paramref name="fixedBy"/>; an empty one is higher than all.</summary>
    public static bool IsAffected(string version, string fixedBy)
    {
        if (fixedBy.Length == 0) return true;
        return TryParse(version, out var installed) && TryParse(fixedBy, out var repaired) && installed.CompareTo(repaired) < 0;
    }

    public int CompareTo(DpkgVersion? other)
    {
        if (other is null) return 1;
        if (_epoch != other._epoch) return _epoch.CompareTo(other._epoch);
        var upstream = ComparePart(_upstream, other._upstream);
        return upstream != 0 ? upstream : ComparePart(_revision, other._revision);
    }

    // Runs of non-digits and runs of digits take turns; the first run that differs decides.
    private static int ComparePart(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        while (!left.IsEmpty || !right.IsEmpty)
        {
            var text = CompareText(TakeText(ref left), TakeText(ref right));
            if (text != 0) return text;
            var number = CompareNumber(TakeNumber(ref left), TakeNumber(ref right));
            if (number != 0) return number;
        }

        return 0;
    }

    private static int CompareText(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        for (var i = 0; i < Math.Max(left.Length, right.Length); i++)
        {
            var difference = Weight(left, i) - Weight(right, i);
            if (difference != 0) return difference;
        }

        return 0;
    }

    // The tilde sorts before the end of the text, letters before every other character.
    private static int Weight(ReadOnlySpan<char> text, int index)
    {
        const int AfterAllLetters = 256;
        if (index >= text.Length) return 0;
        var c = text[index];
        if (c == '~') return -1;
        return char.IsAsciiLetter(c) ? c : c + AfterAllLetters;
    }

    private static int CompareNumber(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        left = left.TrimStart('0');
        right = right.TrimStart('0');
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);
    }

    private static ReadOnlySpan<char> TakeText(ref ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAnyInRange('0', '9');
        return Take(ref rest, end < 0 ? rest.Length : end);
    }

    private static ReadOnlySpan<char> TakeNumber(ref ReadOnlySpan<char> rest)
    {
        var end = rest.IndexOfAnyExceptInRange('0', '9');
        return Take(ref rest, end < 0 ? rest.Length : end);
    }

    private static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> rest, int length)
    {
        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }

    private static bool Consists(ReadOnlySpan<char> text, string symbols)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !symbols.Contains(c)) return false;
        }

        return true;
    }
}
