using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.Logging;
using Scanner.Grains.Connections;

namespace Scanner.Grains.Clair;

/// <summary>
/// The HTTP/2 connection to Clair, within what the grpc-go of Clair v3 tolerates: it answers a client that pings more than
/// twice in five minutes with GOAWAY, and that ends every call on the connection.
/// </summary>
internal static class ClairChannel
{
    /// <summary>
    /// .NET measures round trips with pings to size its HTTP/2 window; set in Directory.Build.props for every program of ours.
    /// </summary>
    public const string NoWindowPings = "System.Net.SocketsHttpHandler.Http2FlowControl.DisableDynamicWindowSizing";

    /// <summary>Bytes Clair may send ahead of our reading: a usual report whole. Fixed, as it does not grow without pings.</summary>
    private const int WindowSize = 1024 * 1024;

    /// <summary>Clair refuses to send more (its own limit, which no client setting changes).</summary>
    private const int MaxMessageSize = 4 * 1024 * 1024;

    /// <summary>
    /// New calls go over a connection no older than that; those under way stay on theirs. A proxy that acknowledges every byte and
    /// forwards none (a service mesh, a load balancer) hides a dead peer from TCP, and would be asked for ever.
    /// </summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    public static GrpcChannel Open(Uri address, ILoggerFactory loggers, TimeProvider clock)
    {
        if (!AppContext.TryGetSwitch(NoWindowPings, out var off) || !off)
            throw new InvalidOperationException(
                $"The runtime option {NoWindowPings} is not set: without it Clair drops connections that carry large reports. "
                + "Add it to this program's runtimeconfig.json.");
        return GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                InitialHttp2StreamWindowSize = WindowSize,
                EnableMultipleHttp2Connections = true,
                // It replaces gRPC's own connecting too, which would try a Clair that is back only after up to two minutes.
                ConnectCallback = (context, cancellationToken) => ConnectAsync(context, clock, cancellationToken),
                // Pings would notice a silent peer, and this one punishes them: TCP notices it instead.
                KeepAlivePingDelay = Timeout.InfiniteTimeSpan,
                PooledConnectionLifetime = ConnectionLifetime,
                UseProxy = false,
            },
            DisposeHttpClient = true,
            LoggerFactory = loggers,
            MaxReceiveMessageSize = MaxMessageSize,
            ServiceConfig = new ServiceConfig { MethodConfigs = { Reads } },
        });
    }

    /// <summary>Reads may be repeated. A post never is: Clair may still be storing the first one.</summary>
    private static MethodConfig Reads => new()
    {
        Names =
        {
            new MethodName { Service = "coreos.clair.AncestryService", Method = "GetAncestry" },
            new MethodName { Service = "coreos.clair.StatusService", Method = "GetStatus" },
            new MethodName { Service = "coreos.clair.NotificationService", Method = "GetNotification" },
        },
        RetryPolicy = new RetryPolicy
        {
            MaxAttempts = 3,
            InitialBackoff = TimeSpan.FromMilliseconds(100),
            MaxBackoff = TimeSpan.FromSeconds(1),
            BackoffMultiplier = 3,
            RetryableStatusCodes = { StatusCode.Unavailable },
        },
    };

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(ConnectTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, either.Token);
            SilentPeers.Notice(socket);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            // gRPC takes this for a peer that is away, and a cancellation for one of ours.
            throw new SocketException((int)SocketError.TimedOut);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
