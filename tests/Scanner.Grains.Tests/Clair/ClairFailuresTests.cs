using Grpc.Core;
using Scanner.Failures;
using Scanner.Grains.Clair;
using Scanner.Testing.Clair;

namespace Scanner.Grains.Tests.Clair;

public sealed class ClairFailuresTests
{
    private static readonly Uri Address = new("http://clair.example:6060");

    /// <summary>Recorded failures by id, and what each means.</summary>
    public static TheoryData<string, FailureKind> Recorded => new()
    {
        { "post-format-unknown", FailureKind.ClairAnswerInvalid },
        { "post-layer-no-path", FailureKind.ClairAnswerInvalid },
        { "post-unreachable", FailureKind.LayerUnreachable },
        { "post-401", FailureKind.LayerUnreachable },
        { "post-404", FailureKind.LayerUnreachable },
        { "post-503", FailureKind.LayerUnreachable },
        { "post-corrupt", FailureKind.LayerUnreadable },
        { "post-truncated-gz", FailureKind.LayerUnreadable },
        { "post-drop", FailureKind.ScanTimedOut },
        { "post-name-nul", FailureKind.ClairUnavailable },
        { "get-name-nul", FailureKind.ClairUnavailable },
        { "get-name-4mb", FailureKind.ReportTooLarge },
        { "unimplemented-method", FailureKind.ClairAnswerInvalid },
    };

    public static TheoryData<StatusCode, string, FailureKind> SeenByDotnet => new()
    {
        { StatusCode.Unavailable, "Error connecting to subchannel.", FailureKind.ClairUnavailable },
        { StatusCode.ResourceExhausted, "Error starting gRPC call. … ENHANCE_YOUR_CALM …", FailureKind.ClairUnavailable },
        { StatusCode.ResourceExhausted, "grpc: trying to send message larger than max (5619182 vs. 4194304)", FailureKind.ReportTooLarge },
        { StatusCode.Internal, "dial tcp 127.0.0.1:5432: connect: connection refused", FailureKind.ClairUnavailable },
        { StatusCode.Internal, "transport is closing", FailureKind.ClairUnavailable },
        { StatusCode.Internal, "Error starting gRPC call. HttpProtocolException: PROTOCOL_ERROR", FailureKind.ClairAnswerInvalid },
        { StatusCode.Unknown, "Bad gRPC response. HTTP status code: 500", FailureKind.ClairAnswerInvalid },
    };

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Of_RecordedError_IsNamed(string id, FailureKind expected)
    {
        var status = ClairRecordings.Read("errors.json").AsArray().Single(call => call!["id"]!.GetValue<string>() == id)!["status"]!;

        AssertNamed((StatusCode)status["code"]!.GetValue<int>(), status["message"]!.GetValue<string>(), expected);
    }

    [Theory]
    [MemberData(nameof(SeenByDotnet))]
    public void Of_ErrorSeenByDotnet_IsNamed(StatusCode code, string text, FailureKind expected) => AssertNamed(code, text, expected);

    [Fact]
    public void Of_LongText_IsCut()
    {
        var error = ClairFailures.Of(new RpcException(new Status(StatusCode.Unknown, new string('x', 10_000))), "PostAncestry", Address);

        Assert.InRange(error.Message.Length, 1, 500);
    }

    private static void AssertNamed(StatusCode code, string text, FailureKind expected)
    {
        var error = ClairFailures.Of(new RpcException(new Status(code, text)), "PostAncestry", Address);

        Assert.Equal(expected, error.Kind);
        Assert.Contains(code.ToString(), error.Message, StringComparison.Ordinal);
    }
}
