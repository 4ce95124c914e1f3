using Orleans.Runtime.Messaging;
using Scanner.Failures;
using Scanner.Images;
using Scanner.Verdicts;

namespace Scanner.Webhook.Reviews;

/// <summary>The verdicts, all of them not ready, where no grain gave one.</summary>
internal static class Unanswered
{
    public static Verdict InTime(Digest? digest) => Verdict.NotReadyYet(digest, "there was no answer in time");

    public static Verdict Unreachable(Digest? digest) => Verdict.NotReadyBecause(digest, new ScanFailure
    {
        Kind = FailureKind.ClusterUnavailable,
        Message = "none of Scanner's silos can be reached just now; this is not about your image.",
    });

    public static Verdict Silent(Digest? digest) => Verdict.NotReadyBecause(digest, new ScanFailure
    {
        Kind = FailureKind.ClusterUnavailable,
        Message = "Scanner's silos did not answer in time; this is not about your image.",
    });

    public static Verdict ByFault(string uid) => Verdict.NotReadyBecause(null, new ScanFailure
    {
        Kind = FailureKind.Internal,
        Message = $"Scanner itself failed; its log has the details under review {uid}.",
    });

    /// <summary>What a call to a grain that threw means to the user.</summary>
    public static Verdict Because(Digest? digest, Exception exception) => exception switch
    {
        OrleansMessageRejectionException or ConnectionFailedException => Unreachable(digest),
        TimeoutException or OperationCanceledException or GatewayTooBusyException => Silent(digest),
        _ => Verdict.NotReadyBecause(digest, new ScanFailure
        {
            Kind = FailureKind.Internal,
            Message = "asking Scanner's silos failed; the webhook's log has the details. This is not about your image.",
        }),
    };
}
