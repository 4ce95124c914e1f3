using System.Text;
using System.Text.Json;

namespace Scanner.Webhook.Workloads;

/// <summary>
/// Where a reader stands in an object: <c>spec.containers[0].image</c>. Keeps positions in the JSON, and becomes text only
/// where an image is found.
/// </summary>
internal sealed class FieldPath(ReadOnlyMemory<byte> json)
{
    /// <summary>Characters of a whole path; the ones of real workloads have about 60. Of a longer one the end is shown.</summary>
    public const int MaxLength = 256;

    /// <summary>Bytes shown of one field name.</summary>
    private const int MaxNameLength = 63;

    private readonly List<Segment> _segments = new(capacity: 16);

    /// <summary>Steps into the property whose name the reader is on.</summary>
    public void Enter(ref Utf8JsonReader reader) =>
        _segments.Add(new Segment((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length));

    /// <summary>Steps into the first element of an array.</summary>
    public void EnterArray() => _segments.Add(Segment.Element(0));

    /// <summary>Steps from one element of an array to the next.</summary>
    public void NextElement() => _segments[^1] = Segment.Element(_segments[^1].Length + 1);

    public void Leave() => _segments.RemoveAt(_segments.Count - 1);

    public override string ToString()
    {
        Span<char> path = stackalloc char[MaxLength];
        Span<char> text = stackalloc char[MaxNameLength + 2];
        var start = path.Length;
        for (var i = _segments.Count - 1; i >= 0; i--)
        {
            var length = Write(_segments[i], isFirst: i == 0, text);
            if (length >= start)
            {
                path[--start] = '…';
                break;
            }
            start -= length;
            text[..length].CopyTo(path[start..]);
        }
        return new string(path[start..]);
    }

    private int Write(Segment segment, bool isFirst, Span<char> text)
    {
        if (segment.IsElement)
        {
            text.TryWrite($"[{segment.Length}]", out var written);
            return written;
        }

        var name = json.Span.Slice(segment.Start, Math.Min(segment.Length, MaxNameLength));
        var length = Encoding.UTF8.GetChars(name, text[1..]);
        if (IsPlain(text.Slice(1, length)))
        {
            if (!isFirst)
            {
                text[0] = '.';
                return length + 1;
            }
            text.Slice(1, length).CopyTo(text);
            return length;
        }

        text[0] = '[';
        for (var i = 1; i <= length; i++)
            if (char.IsControl(text[i])) text[i] = ' ';
        text[length + 1] = ']';
        return length + 2;
    }

    private static bool IsPlain(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) return false;
        return true;
    }

    /// <summary>A property name's place in the JSON; or, with a negative start, the index of an array's element.</summary>
    private readonly record struct Segment(int Start, int Length)
    {
        public bool IsElement => Start < 0;

        public static Segment Element(int index) => new(-1, index);
    }
}
