using System.Net;
using System.Net.Sockets;
using Scanner.Testing.Network;

namespace Scanner.Testing.Tests.Network;

public sealed class TcpRelayTests : IAsyncLifetime
{
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private TcpRelay? _relay;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private TcpRelay Relay => _relay!;

    public ValueTask InitializeAsync()
    {
        _server.Start();
        _relay = TcpRelay.Start(((IPEndPoint)_server.LocalEndpoint).Port);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Relay.DisposeAsync();
        _server.Dispose();
    }

    [Fact]
    public async Task Pass_BothWays_ForwardsBytesAndTheEnd()
    {
        var (client, server) = await ConnectAsync();

        await SendAsync(client, 1);
        Assert.Equal(1, await ReceiveAsync(server));
        await SendAsync(server, 2);
        Assert.Equal(2, await ReceiveAsync(client));
        client.Dispose();
        Assert.Null(await ReceiveAsync(server));
    }

    [Fact]
    public async Task Refuse_Connected_ClosesAndTakesNoMoreUntilItPasses()
    {
        var (client, server) = await ConnectAsync();

        await Relay.RefuseAsync();

        Assert.Null(await ReceiveAsync(client));
        Assert.Null(await ReceiveAsync(server));
        var refused = await Assert.ThrowsAsync<SocketException>(ConnectAsync);
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        Relay.Pass();
        (client, server) = await ConnectAsync();
        await SendAsync(client, 3);
        Assert.Equal(3, await ReceiveAsync(server));
    }

    [Fact]
    public async Task Silence_Connected_HoldsBytesAndEndsBackUntilItPasses()
    {
        var (client, server) = await ConnectAsync();
        Relay.Silence();
        await SendAsync(client, 4);
        client.Dispose();
        using var late = await ConnectClientAsync();
        await SendAsync(late, 5);

        var held = ReceiveAsync(server);
        // It was sent before, and arrives at once where nothing is silent.
        Assert.False(_server.Pending());
        Assert.False(held.IsCompleted);
        Relay.Pass();

        Assert.Equal(4, await held);
        Assert.Null(await ReceiveAsync(server));
        using var other = await _server.AcceptSocketAsync(Cancelled);
        Assert.Equal(5, await ReceiveAsync(other));
    }

    [Fact]
    public async Task PassNewOnly_Connected_NeverHearsOfTheOtherAgain()
    {
        var (client, server) = await ConnectAsync();
        Relay.Silence();
        await SendAsync(client, 6);

        Relay.PassNewOnly();
        var held = ReceiveAsync(server);
        var (newClient, newServer) = await ConnectAsync();
        await SendAsync(newClient, 7);

        Assert.Equal(7, await ReceiveAsync(newServer));
        Assert.False(held.IsCompleted);
        await Relay.RefuseAsync();
        Assert.Null(await held);
    }

    private async Task<(Socket Client, Socket Server)> ConnectAsync()
    {
        var client = await ConnectClientAsync();
        return (client, await _server.AcceptSocketAsync(Cancelled));
    }

    private async Task<Socket> ConnectClientAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, Relay.Port, Cancelled);
        return client;
    }

    private static async Task SendAsync(Socket socket, byte value) => await socket.SendAsync(new[] { value }, Cancelled);

    /// <returns>The next byte; null where the connection has ended, in order or not.</returns>
    private static async Task<int?> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[1];
        try
        {
            return await socket.ReceiveAsync(buffer, Cancelled) == 0 ? null : buffer[0];
        }
        catch (SocketException)
        {
            return null;
        }
    }
}
