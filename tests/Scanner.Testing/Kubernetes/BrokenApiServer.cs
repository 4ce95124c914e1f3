using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Scanner.Testing.Kubernetes;

/// <summary>Listens where an API server should, and is none: it never answers, or it answers as a proxy's error page does.</summary>
public sealed class BrokenApiServer : IAsyncDisposable
{
    private const string Page = "<html><body>Please log in</body></html>";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly TemporaryFolder _folder = new();
    private readonly Task _work;

    private BrokenApiServer(bool answers)
    {
        _listener.Start();
        File.WriteAllText(
            Kubeconfig,
            $$"""
            apiVersion: v1
            kind: Config
            clusters: [{ name: it, cluster: { server: "http://127.0.0.1:{{((IPEndPoint)_listener.LocalEndpoint).Port}}" } }]
            contexts: [{ name: it, context: { cluster: it, user: it, namespace: it } }]
            current-context: it
            users: [{ name: it, user: { token: it } }]
            """);
        _work = AcceptAsync(answers);
    }

    /// <summary>A kubeconfig file that leads here.</summary>
    public string Kubeconfig => _folder.File("kubeconfig");

    /// <summary>Takes connections and says nothing.</summary>
    public static BrokenApiServer Silent() => new(answers: false);

    /// <summary>Answers 200 with HTML to everything.</summary>
    public static BrokenApiServer Html() => new(answers: true);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _work;
        _listener.Dispose();
        _end.Dispose();
        _folder.Dispose();
    }

    private async Task AcceptAsync(bool answers)
    {
        var connections = new List<TcpClient>();
        try
        {
            while (true)
            {
                var connection = await _listener.AcceptTcpClientAsync(_end.Token);
                connections.Add(connection);
                if (answers) await AnswerAsync(connection.GetStream());
            }
        }
        catch (OperationCanceledException)
        {
            foreach (var connection in connections) connection.Dispose();
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        // A request of these tests fits into one read; what is said does not depend on it.
        var request = new byte[16 * 1024];
        _ = await stream.ReadAsync(request, _end.Token);
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {Page.Length}\r\nConnection: close\r\n\r\n{Page}"),
            _end.Token);
    }
}
