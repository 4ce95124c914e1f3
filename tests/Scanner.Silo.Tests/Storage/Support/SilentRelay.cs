using System.Net;
using System.Net.Sockets;

namespace Scanner.Silo.Tests.Storage.Support;

/// <summary>
/// A way to a port of 127.0.0.1 that can fall silent: it still accepts connections and bytes, and passes nothing on. So does a frozen
/// machine, or a firewall that has forgotten a connection.
/// </summary>
internal sealed class SilentRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly int _target;
    private readonly Task _accepting;
    private volatile TaskCompletionSource? _silence;

    public SilentRelay(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Connections made to it so far.</summary>
    public int Accepted { get; private set; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void FallSilent() => _silence = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Passes on what comes from now on, and never what came before.</summary>
    public void Forget() => _silence = null;

    /// <summary>Passes on again what comes, and what had come.</summary>
    public void Speak() => Interlocked.Exchange(ref _silence, null)?.SetResult();

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(RelayAsync(await _listener.AcceptTcpClientAsync(_ending.Token)));
                Accepted++;
            }
        }
        catch (OperationCanceledException)
        {
        }

        await Task.WhenAll(connections);
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var target = new TcpClient();
        using (client)
        {
            try
            {
                await HeardAsync();
                await target.ConnectAsync(IPAddress.Loopback, _target, _ending.Token);
                await await Task.WhenAny(CopyAsync(client, target), CopyAsync(target, client));
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
            }
        }
    }

    private async Task CopyAsync(TcpClient from, TcpClient to)
    {
        var buffer = new byte[16 * 1024];
        while (await from.GetStream().ReadAsync(buffer, _ending.Token) is > 0 and var read)
        {
            await HeardAsync();
            await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _ending.Token);
        }
    }

    private Task HeardAsync() => _silence is { } silence ? silence.Task.WaitAsync(_ending.Token) : Task.CompletedTask;
}
