using System.Net;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Scanner.Testing.Clair.Database;
using Scanner.Testing.Clair.Layers;

namespace Scanner.Testing.Clair.Server;

/// <summary>Builds the gRPC server over a database: plaintext HTTP/2 on loopback.</summary>
internal static class ClairServer
{
    /// <summary>Room to read a request that is over Clair's limit and answer it with its size, in bytes.</summary>
    private const int MaxReadableBytes = 64 * 1024 * 1024;

    /// <summary>grpc-go sets no bound; this lets any load harness keep all its calls on one connection.</summary>
    private const int MaxStreamsPerConnection = 10_000;

    public static WebApplication Build(
        int port, ClairStandInOptions options, ClairDatabase database, NotificationStore notifications, ClairFaults faults,
        ClairCounters counters)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, port));
        // A stop stands for a kill: nothing is waited for.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.Zero);
        builder.Services.AddGrpc(Configure);
        builder.Services
            .AddSingleton(options.TimeProvider)
            .AddSingleton(database)
            .AddSingleton(notifications)
            .AddSingleton(faults)
            .AddSingleton(counters)
            .AddSingleton(new Shuffler(options.Seed))
            .AddSingleton<PageTokens>()
            .AddSingleton<StatusWriter>()
            .AddSingleton<AncestryWriter>()
            .AddSingleton<LayerFetcher>()
            .AddSingleton<BackgroundStores>()
            .AddSingleton<LayerAnalyzer>()
            .AddSingleton<AncestryScan>();
        var app = builder.Build();
        app.MapGrpcService<AncestryEndpoint>();
        app.MapGrpcService<StatusEndpoint>();
        app.MapGrpcService<NotificationEndpoint>();
        app.MapFallback("{**path}", UnknownMethod.AnswerAsync);
        return app;
    }

    private static void Configure(KestrelServerOptions kestrel, int port)
    {
        kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2);
        kestrel.Limits.Http2.MaxStreamsPerConnection = MaxStreamsPerConnection;
        kestrel.Limits.MaxRequestBodySize = MaxReadableBytes;
        kestrel.AddServerHeader = false;
    }

    private static void Configure(GrpcServiceOptions grpc)
    {
        grpc.MaxReceiveMessageSize = MaxReadableBytes;
        grpc.MaxSendMessageSize = null;
        grpc.IgnoreUnknownServices = true;
        grpc.Interceptors.Add<MessageSizeInterceptor>();
    }
}
