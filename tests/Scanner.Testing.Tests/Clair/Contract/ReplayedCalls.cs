using Google.Protobuf;
using Grpc.Core;
using Scanner.Clair.Wire;
using Scanner.Testing.Tests.Clair.Support;

namespace Scanner.Testing.Tests.Clair.Contract;

/// <summary>Makes the recorded calls to a stand-in, in order, with the layers' addresses moved to this test's server.</summary>
public sealed class ReplayedCalls : IAsyncLifetime
{
    // Their requests were recorded in words only, or need a file or a silence that the recording machine had.
    private static readonly string[] NotRepeatable =
        ["post-name-long", "post-name-3000-random", "post-drop", "post-local-layer-file"];

    private static readonly Method<GetStatusRequest, GetStatusResponse> NoSuchMethod = new(
        MethodType.Unary, "coreos.clair.StatusService", "NoSuch",
        Marshallers.Create(m => m.ToByteArray(), GetStatusRequest.Parser.ParseFrom),
        Marshallers.Create(m => m.ToByteArray(), GetStatusResponse.Parser.ParseFrom));

    private ClairLab? _lab;

    public Dictionary<string, CallOutcome> Outcomes { get; } = [];

    internal IEnumerable<BlobRequest> Requests => Lab.Blobs.Requests;

    private ClairLab Lab => _lab ?? throw new InvalidOperationException("InitializeAsync has not run.");

    public async ValueTask InitializeAsync()
    {
        _lab = await ClairLab.StartAsync();
        RecordedBlobs.AddTo(_lab.Blobs);
        foreach (var call in RecordedCall.Errors.ExceptBy(NotRepeatable, call => call.Id))
        {
            Outcomes[call.Id] = await MakeAsync(call);
        }
    }

    public ValueTask DisposeAsync() => Lab.DisposeAsync();

    private async Task<CallOutcome> MakeAsync(RecordedCall call)
    {
        try
        {
            await SendAsync(call);
            return new CallOutcome(StatusCode.OK, "");
        }
        catch (RpcException e)
        {
            return new CallOutcome(e.StatusCode, e.Status.Detail);
        }
    }

    private Task SendAsync(RecordedCall call)
    {
        var json = Moved(call.Request.ToJsonString());
        var token = TestContext.Current.CancellationToken;
        return call.Method switch
        {
            "GetStatus" => Lab.Statuses.GetStatusAsync(Parse<GetStatusRequest>(json), cancellationToken: token).ResponseAsync,
            "PostAncestry" =>
                Lab.Ancestries.PostAncestryAsync(Parse<PostAncestryRequest>(json), cancellationToken: token).ResponseAsync,
            "GetAncestry" => Lab.Ancestries.GetAncestryAsync(ParseGet(json), cancellationToken: token).ResponseAsync,
            "GetNotification" =>
                Lab.Notifications.GetNotificationAsync(
                    Parse<GetNotificationRequest>(json), cancellationToken: token).ResponseAsync,
            "MarkNotificationAsRead" => Lab.Notifications.MarkNotificationAsReadAsync(
                Parse<MarkNotificationAsReadRequest>(json), cancellationToken: token).ResponseAsync,
            "Unknown" => Lab.Invoker.AsyncUnaryCall(
                NoSuchMethod, host: null, new CallOptions(cancellationToken: token), new GetStatusRequest()).ResponseAsync,
            _ => throw new InvalidDataException($"{call.Id} is a call of {call.Method}, which this test does not know."),
        };
    }

    private string Moved(string json) => json
        .Replace("127.0.0.1:9601", Lab.Blobs.Address.Authority, StringComparison.Ordinal)
        .Replace("127.0.0.1:5001", Lab.Blobs.Address.Authority, StringComparison.Ordinal)
        .Replace("127.0.0.1:5002", Lab.Blobs.SelfSignedAddress.Authority, StringComparison.Ordinal)
        .Replace("/etc/hostname", typeof(ReplayedCalls).Assembly.Location, StringComparison.Ordinal);

    private static GetAncestryRequest ParseGet(string json)
    {
        const int LongNameLength = 4_194_304;
        var request = Parse<GetAncestryRequest>(json);
        if (request.AncestryName == $"({LongNameLength} characters)") request.AncestryName = new string('x', LongNameLength);
        return request;
    }

    private static T Parse<T>(string json)
        where T : IMessage, new() => JsonParser.Default.Parse<T>(json);
}
