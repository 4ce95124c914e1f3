using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Scanner.LoadHarness.Processes;

namespace Scanner.LoadHarness.Load;

/// <summary>A review as the bytes of an HTTP/1.1 request, and the uid that its answer must have.</summary>
internal sealed class PreparedRequest
{
    /// <summary>The namespace of every prepared review; its digits can be changed in place (<see cref="Number"/>).</summary>
    public const string Namespace = "load-" + Zeros;

    /// <summary>Digits for a number of their own for each request of a run of hours.</summary>
    private const string Zeros = "0000000000";

    private static readonly StandardFormat AllDigits = new('D', (byte)Zeros.Length);

    private readonly byte[] _bytes;
    private readonly byte[] _uid;
    private readonly int[] _numberStarts;

    private PreparedRequest(byte[] bytes, byte[] uid, int[] numberStarts) =>
        (_bytes, _uid, _numberStarts) = (bytes, uid, numberStarts);

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The answer's uid, with the quotes around it.</summary>
    public ReadOnlySpan<byte> Uid => _uid;

    /// <param name="server">Where it goes.</param>
    /// <param name="review">The body, of the namespace <see cref="Namespace"/>.</param>
    /// <param name="answeredUid">The uid that is expected in the answer.</param>
    public static PreparedRequest Create(Uri server, string review, string answeredUid)
    {
        var body = Encoding.UTF8.GetBytes(review);
        var head = Encoding.ASCII.GetBytes(
            $"POST {Endpoints.Review} HTTP/1.1\r\nHost: {server.Authority}\r\nUser-Agent: kube-apiserver-admission\r\n"
            + $"Content-Length: {body.Length.ToString(CultureInfo.InvariantCulture)}\r\nAccept: application/json, */*\r\n"
            + "Content-Type: application/json\r\nAccept-Encoding: gzip\r\n\r\n");
        byte[] bytes = [.. head, .. body];
        return new PreparedRequest(bytes, Encoding.ASCII.GetBytes($"\"{answeredUid}\""), FindNumbers(bytes));
    }

    /// <summary>One that can be changed without changing this one.</summary>
    public PreparedRequest Copy() => new([.. _bytes], _uid, _numberStarts);

    /// <summary>Puts it into another namespace, of this number.</summary>
    public void Number(long number)
    {
        foreach (var start in _numberStarts)
            Utf8Formatter.TryFormat(number, _bytes.AsSpan(start, Zeros.Length), out _, AllDigits);
    }

    private static int[] FindNumbers(ReadOnlySpan<byte> bytes)
    {
        var starts = new List<int>();
        var text = Encoding.ASCII.GetBytes(Namespace);
        for (var at = 0; bytes[at..].IndexOf(text) is var found and >= 0; at += found + text.Length)
            starts.Add(at + found + Namespace.Length - Zeros.Length);
        return [.. starts];
    }
}
