using System.Text.Json.Nodes;
using Grpc.Core;
using Scanner.Testing.Clair;

namespace Scanner.Testing.Tests.Clair.Contract;

/// <summary>One call of a recording.</summary>
internal sealed record RecordedCall(string Id, string Method, JsonNode Request, CallOutcome Outcome)
{
    /// <summary>The calls of errors.json in the order in which they were made.</summary>
    public static IReadOnlyList<RecordedCall> Errors { get; } = [.. ClairRecordings.Read("errors.json").AsArray().Select(Read)];

    public static RecordedCall Read(JsonNode? call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var status = call["status"]!;
        var outcome = new CallOutcome((StatusCode)(int)status["code"]!, (string?)status["message"] ?? "");
        return new RecordedCall((string)call["id"]!, (string)call["method"]!, call["request"]!, outcome);
    }
}
