using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Scanner.Testing.Network;

/// <summary>
/// A network between a client and a server of 127.0.0.1, which can be cut in the ways a network is: refusing, or silent. Silent,
/// it takes connections and bytes and forwards nothing, not even that one side has gone, as a proxy before a dead host does.
/// </summary>
public sealed class TcpRelay : IAsyncDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<Link, Task> _links = new();
    private readonly CancellationTokenSource _disposing = new();
    private TaskCompletionSource _passing = Opened();
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;

    private TcpRelay(int port, int target)
    {
        (Port, Target) = (port, target);
        Listen();
    }

    /// <summary>Where it listens; stays the same.</summary>
    public int Port { get; private set; }

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Host => $"127.0.0.1:{Port}";

    /// <summary>The server's port, for connections from now on.</summary>
    public int Target { get; set; }

    /// <summary>Starts one that passes everything.</summary>
    /// <param name="target">The server's port; nothing need listen there yet.</param>
    /// <param name="port">Where to listen; 0 takes a free one.</param>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static TcpRelay Start(int target = 0, int port = 0) => new(port, target);

    /// <summary>Nothing listens any more, and every connection is closed: what is left of a process that was killed.</summary>
    public async Task RefuseAsync()
    {
        if (_listener is { } listener)
        {
            _listener = null;
            listener.Dispose();
            await _accepting;
        }

        CloseAll();
    }

    /// <summary>Takes connections and bytes, and forwards nothing.</summary>
    public void Silence()
    {
        lock (_lock)
        {
            if (_passing.Task.IsCompleted) _passing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Passes everything again, what waited included.</summary>
    public void Pass()
    {
        if (_listener is null) Listen();
        lock (_lock) _passing.TrySetResult();
    }

    /// <summary>
    /// Passes new connections; those there were stay silent for good, as behind a proxy whose other side is gone.
    /// </summary>
    public void PassNewOnly()
    {
        foreach (var link in _links.Keys) link.IsForgotten = true;
        Pass();
    }

    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync();
        await RefuseAsync();
        await Task.WhenAll(_links.Values);
        _disposing.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var opened = new TaskCompletionSource();
        opened.SetResult();
        return opened;
    }

    private void Listen()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync(_listener);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptSocketAsync(_disposing.Token);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                return;
            }

            var link = new Link(client);
            // Under way before it is known to the others, hence the second look once it has ended.
            _links[link] = ServeAsync(link);
            if (link.IsOver) _links.TryRemove(link, out _);
        }
    }

    private async Task ServeAsync(Link link)
    {
        await Task.Yield();
        try
        {
            await PassingAsync(link);
            await link.Server.ConnectAsync(IPAddress.Loopback, Target, _disposing.Token);
            await Task.WhenAny(PumpAsync(link, link.Client, link.Server), PumpAsync(link, link.Server, link.Client));
        }
        catch (Exception e) when (IsEnd(e))
        {
        }
        finally
        {
            link.Dispose();
            _links.TryRemove(link, out _);
        }
    }

    private async Task PumpAsync(Link link, Socket from, Socket to)
    {
        var buffer = new byte[BufferBytes];
        try
        {
            while (true)
            {
                var read = await from.ReceiveAsync(buffer, _disposing.Token);
                // The end of one side is told to the other as late as any byte.
                await PassingAsync(link);
                if (read == 0) return;
                for (var sent = 0; sent < read;) sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), _disposing.Token);
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            if (!_disposing.IsCancellationRequested && !link.IsOver) await PassingAsync(link);
        }
    }

    private async Task PassingAsync(Link link)
    {
        Task passing;
        lock (_lock) passing = _passing.Task;
        await passing.WaitAsync(link.Closed);
        if (link.IsForgotten) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, link.Closed);
    }

    private void CloseAll()
    {
        foreach (var link in _links.Keys) link.Dispose();
    }

    private static bool IsEnd(Exception e) => e is SocketException or ObjectDisposedException or OperationCanceledException;

    /// <summary>A connection through the relay.</summary>
    private sealed class Link : IDisposable
    {
        private readonly CancellationTokenSource _closing = new();

        public Link(Socket client)
        {
            Client = client;
            Client.NoDelay = Server.NoDelay = true;
        }

        public Socket Client { get; }

        public Socket Server { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        public CancellationToken Closed => _closing.Token;

        public bool IsForgotten { get; set; }

        public bool IsOver => _closing.IsCancellationRequested;

        /// <summary>May be called twice. The source of the token has no timer and holds nothing.</summary>
        public void Dispose()
        {
            _closing.Cancel();
            Client.Dispose();
            Server.Dispose();
        }
    }
}
