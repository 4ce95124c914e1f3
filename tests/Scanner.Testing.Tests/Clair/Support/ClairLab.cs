using Grpc.Core;
using Grpc.Net.Client;
using Scanner.Clair.Wire;
using Scanner.Testing.Clair;
using PostLayer = Scanner.Clair.Wire.PostAncestryRequest.Types.PostLayer;

namespace Scanner.Testing.Tests.Clair.Support;

/// <summary>A stand-in, a server for its layers and a client, all on loopback.</summary>
internal sealed class ClairLab : IAsyncDisposable
{
    private GrpcChannel _channel;

    private ClairLab(ClairStandIn clair, BlobServer blobs)
    {
        Clair = clair;
        Blobs = blobs;
        _channel = Open(clair);
    }

    public ClairStandIn Clair { get; }

    public BlobServer Blobs { get; }

    public AncestryService.AncestryServiceClient Ancestries => new(_channel);

    public StatusService.StatusServiceClient Statuses => new(_channel);

    public NotificationService.NotificationServiceClient Notifications => new(_channel);

    public CallInvoker Invoker => _channel.CreateCallInvoker();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ClairLab> StartAsync(ClairStandInOptions? options = null)
    {
        var blobs = await BlobServer.StartAsync(Token);
        return new ClairLab(await ClairStandIn.StartAsync(options, Token), blobs);
    }

    /// <summary>Connects anew: after a restart the old connection may be found broken only by the call that uses it.</summary>
    public void Reconnect()
    {
        _channel.Dispose();
        _channel = Open(Clair);
    }

    /// <summary>Serves a layer under its name and returns it as a layer of a post, with the name as hash.</summary>
    public PostLayer Layer(string hash, byte[] blob) => new() { Hash = hash, Path = Blobs.Add("/" + hash, blob) };

    public async Task PostAsync(string name, params IEnumerable<PostLayer> layers) =>
        await Ancestries.PostAncestryAsync(Request(name, layers), cancellationToken: Token);

    public async Task<RpcException> PostFailsAsync(string name, params IEnumerable<PostLayer> layers) =>
        await Assert.ThrowsAsync<RpcException>(() => PostAsync(name, layers));

    public async Task<GetAncestryResponse> GetAsync(string name) =>
        await Ancestries.GetAncestryAsync(new GetAncestryRequest { AncestryName = name }, cancellationToken: Token);

    public static PostAncestryRequest Request(string name, params IEnumerable<PostLayer> layers) =>
        new() { AncestryName = name, Format = "Docker", Layers = { layers } };

    // A message that is over the server's limit is the server's to refuse.
    private static GrpcChannel Open(ClairStandIn clair) =>
        GrpcChannel.ForAddress(clair.Address, new GrpcChannelOptions { MaxSendMessageSize = null });

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await Clair.DisposeAsync();
        await Blobs.DisposeAsync();
    }
}
