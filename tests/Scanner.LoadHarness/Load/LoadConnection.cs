using System.Buffers.Text;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Scanner.LoadHarness.Load;

/// <summary>
/// One HTTP/1.1 connection that is kept open, with one request in flight. It blocks its thread and reads of an answer what must
/// be checked and no more, because load and server share the machine.
/// </summary>
internal sealed class LoadConnection : IDisposable
{
    /// <summary>Bytes of an answer; that of a webhook which allows three images has about a thousand.</summary>
    private const int MaxAnswer = 64 * 1024;

    /// <summary>Milliseconds, longer than a webhook may take.</summary>
    private const int ReceiveTimeout = 20_000;

    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[MaxAnswer];

    private LoadConnection(Stream stream) => _stream = stream;

    private static ReadOnlySpan<byte> EndOfHead => "\r\n\r\n"u8;

    private static ReadOnlySpan<byte> ContentLength => "\r\nContent-Length: "u8;

    public static LoadConnection Open(LoadTarget target)
    {
        var server = target.Server.Address;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = ReceiveTimeout };
        try
        {
            socket.Connect(server.Host, server.Port);
            var plain = new NetworkStream(socket, ownsSocket: true);
            if (target.Certificate is not { } trusted) return new LoadConnection(plain);
            var secure = new SslStream(plain, false, (_, certificate, _, _) => trusted.Equals(certificate));
            secure.AuthenticateAsClient(server.Host);
            return new LoadConnection(secure);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends the request and waits for the whole answer.</summary>
    /// <returns>Null where the answer allows it under the right uid; otherwise the answer.</returns>
    /// <exception cref="IOException">The connection broke, or the answer did not come or is no answer.</exception>
    public string? Exchange(PreparedRequest request)
    {
        _stream.Write(request.Bytes);
        var answer = Receive();
        var isRight = answer.StartsWith("HTTP/1.1 200 "u8)
            && answer.IndexOf("\"allowed\":true"u8) >= 0
            && answer.IndexOf(request.Uid) >= 0;
        return isRight ? null : Encoding.UTF8.GetString(answer);
    }

    public void Dispose() => _stream.Dispose();

    private ReadOnlySpan<byte> Receive()
    {
        var received = 0;
        int head;
        while ((head = _buffer.AsSpan(0, received).IndexOf(EndOfHead)) < 0) received += ReadMore(received);
        var length = head + EndOfHead.Length + LengthOfBody(_buffer.AsSpan(0, head + EndOfHead.Length));
        while (received < length) received += ReadMore(received);
        return _buffer.AsSpan(0, received);
    }

    private int ReadMore(int received)
    {
        if (received == _buffer.Length) throw new IOException($"The answer is longer than {MaxAnswer} bytes.");
        var read = _stream.Read(_buffer, received, _buffer.Length - received);
        return read > 0 ? read : throw new IOException("The server closed the connection.");
    }

    private static int LengthOfBody(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf(ContentLength);
        return at >= 0 && Utf8Parser.TryParse(head[(at + ContentLength.Length)..], out int length, out _)
            ? length
            : throw new IOException($"The answer has no Content-Length: {Encoding.UTF8.GetString(head)}");
    }
}
