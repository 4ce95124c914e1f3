using System.Net;
using System.Net.Sockets;
using Scanner.Grains.Connections;

namespace Scanner.Grains.Tests.Connections;

public sealed class SilentPeersTests
{
    [Fact]
    public async Task Notice_ConnectedSocket_IsAskedAndGivenUpInTime()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndpoint, TestContext.Current.CancellationToken);

        SilentPeers.Notice(socket);

        Assert.NotEqual(0, socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        Assert.Equal(10, socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime));
        Assert.Equal(5, socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval));
        Assert.Equal(3, socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount));
        if (!OperatingSystem.IsLinux()) return;
        var userTimeout = new byte[sizeof(int)];
        // IPPROTO_TCP, TCP_USER_TIMEOUT, milliseconds.
        socket.GetRawSocketOption(6, 18, userTimeout);
        Assert.Equal(25_000, BitConverter.ToInt32(userTimeout));
    }
}
