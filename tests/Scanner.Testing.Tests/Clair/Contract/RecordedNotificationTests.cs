using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Scanner.Clair.Wire;
using Scanner.Testing.Clair;
using Notification = Scanner.Clair.Wire.GetNotificationResponse.Types.Notification;

namespace Scanner.Testing.Tests.Clair.Contract;

/// <summary>The contract against what the real Clair answered.</summary>
public sealed class RecordedNotificationTests : NotificationContract
{
    private static readonly IReadOnlyList<JsonNode> Calls =
    [
        .. ClairRecordings.Read("notifications.json").AsObject()
            .SelectMany(entry => entry.Value is JsonArray calls ? [.. calls.Select(call => call!)] : new[] { entry.Value! }),
    ];

    internal override Task<Notification> GetAsync(string name, int limit, string page) =>
        Task.FromResult(Read(Calls.Single(call =>
            JsonParser.Default.Parse<GetNotificationRequest>(call["request"]!.ToJsonString())
                .Equals(new GetNotificationRequest { Name = name, Limit = limit, NewVulnerabilityPage = page }))));

    internal override Task<(string Name, CallOutcome First, CallOutcome Second, Notification Then)> MarkTwiceAsync()
    {
        var calls = ClairRecordings.Read("notification-mark.json").AsArray();
        return Task.FromResult((
            (string)calls[0]!["request"]!["name"]!,
            RecordedCall.Read(calls[0]).Outcome,
            RecordedCall.Read(calls[1]).Outcome,
            Read(calls[2]!)));
    }

    internal override Task<Notification> GetDeliveredAsync(string name, int limit)
    {
        var call = ClairRecordings.Read("notification-after-delivery.json");
        Assert.Equal((name, limit), ((string)call["request"]!["name"]!, (int)call["request"]!["limit"]!));
        return Task.FromResult(Read(call));
    }

    internal override Task<(GetAncestryResponse Before, GetAncestryResponse After)> GetAncestryBeforeAndAfterAsync()
    {
        var calls = ClairRecordings.Read("notification-get-ancestry-before-after.json");
        return Task.FromResult((ReadAncestry(calls["before"]!), ReadAncestry(calls["after"]!)));
    }

    private static GetAncestryResponse ReadAncestry(JsonNode call) =>
        JsonParser.Default.Parse<GetAncestryResponse>(call["response"]!.ToJsonString());

    private static Notification Read(JsonNode call)
    {
        var outcome = RecordedCall.Read(call).Outcome;
        return outcome.Code == StatusCode.OK
            ? JsonParser.Default.Parse<GetNotificationResponse>(call["response"]!.ToJsonString()).Notification
            : throw new RpcException(new Status(outcome.Code, outcome.Text));
    }
}
