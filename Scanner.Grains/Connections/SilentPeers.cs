using System.Net.Sockets;

namespace Scanner.Grains.Connections;

/// <summary>
/// Has TCP find out that a peer is gone without a word (a node lost, packets swallowed): left alone, Linux holds a connection
/// with unanswered bytes for about 15 minutes, an idle one for ever, and every call that goes over it hangs with it.
/// </summary>
internal static class SilentPeers
{
    /// <summary>Seconds without traffic before the peer is asked whether it is there.</summary>
    public const int IdleSeconds = 10;

    /// <summary>Seconds between two questions.</summary>
    public const int ProbeSeconds = 5;

    /// <summary>Unanswered questions after which it is gone.</summary>
    public const int Probes = 3;

    /// <summary>How long sent bytes may stay unacknowledged: as long as an idle connection gets.</summary>
    public static readonly TimeSpan UserTimeout = TimeSpan.FromSeconds(IdleSeconds + (Probes * ProbeSeconds));

    /// <summary>IPPROTO_TCP and TCP_USER_TIMEOUT of Linux (tcp(7)), for which .NET has no name.</summary>
    private const int TcpLevel = 6;
    private const int TcpUserTimeout = 18;

    /// <summary>To be called on a connected socket: one that tries several addresses loses what was set before.</summary>
    public static void Notice(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, IdleSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, ProbeSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, Probes);
        // Keepalive asks on idle connections only; bytes under way have a clock of their own.
        if (OperatingSystem.IsLinux())
            socket.SetRawSocketOption(TcpLevel, TcpUserTimeout, BitConverter.GetBytes((int)UserTimeout.TotalMilliseconds));
    }
}
