using Grpc.Core;
using Scanner.Failures;

namespace Scanner.Grains.Clair;

/// <summary>
/// What Clair's status codes and texts mean (recorded from a real Clair v3.0.0-pre1: tests/Scanner.Testing/Recordings/clair).
/// Clair puts most causes into code Internal and tells them apart in the text alone.
/// </summary>
internal static class ClairFailures
{
    /// <summary>Characters of Clair's own text that a message repeats.</summary>
    private const int MaxDetail = 200;

    public static ScanException AnswerInvalid(string what) =>
        new(FailureKind.ClairAnswerInvalid, $"Clair's answer makes no sense ({what}). Check that Clair:Address leads to a Clair v3.");

    /// <summary>Whether a text of code Internal means that Clair cannot reach its database, or is going down.</summary>
    public static bool IsAway(string text) =>
        text.Contains("dial tcp", StringComparison.Ordinal) || text.Contains("transport is closing", StringComparison.Ordinal);

    public static ScanException Of(RpcException error, string method, Uri address)
    {
        var text = error.Status.Detail;
        return error.StatusCode switch
        {
            StatusCode.Internal when text.Contains("failed to download layer blob", StringComparison.Ordinal) =>
                Failure(FailureKind.LayerUnreachable, "Clair could not download a layer from the registry; Clair's log has the reason. "
                    + "Clair itself must be able to reach the registry, and trust its certificate"),
            StatusCode.Internal when text.Contains("failed to extract files from layer blob", StringComparison.Ordinal) =>
                Failure(FailureKind.LayerUnreadable, "Clair could not unpack a layer: it is truncated, or not a tar archive that is plain or "
                    + "compressed with gzip, bzip2 or xz"),
            StatusCode.Internal when text.Contains("failed to query the database", StringComparison.Ordinal) =>
                Failure(FailureKind.ClairUnavailable, "Clair could not use its database. If other images pass and this one keeps failing, "
                    + "one of its layers is stored twice in Clair; docs/clair.md tells how to repair that"),
            StatusCode.Internal when IsAway(text)
                || text.Contains("querying the backend", StringComparison.Ordinal)
                || text.Contains("too many clients", StringComparison.Ordinal) =>
                Failure(FailureKind.ClairUnavailable, "Clair could not reach its database"),
            StatusCode.ResourceExhausted when text.Contains("larger than max", StringComparison.Ordinal) =>
                Failure(FailureKind.ReportTooLarge, "the image has more features and vulnerabilities than Clair is able to send (4 MiB); "
                    + "remove packages from the image"),
            StatusCode.ResourceExhausted or StatusCode.Unavailable =>
                Failure(FailureKind.ClairUnavailable, $"Clair at {address} did not answer"),
            StatusCode.DeadlineExceeded when method == ClairClient.Post =>
                Failure(FailureKind.ScanTimedOut, "Clair did not finish in time"),
            StatusCode.DeadlineExceeded =>
                Failure(FailureKind.ClairUnavailable, $"Clair at {address} did not answer {method} in time"),
            StatusCode.Cancelled =>
                Failure(FailureKind.ClairUnavailable, "Clair ended the call"),
            _ => Failure(FailureKind.ClairAnswerInvalid, $"Clair refused {method}. Check that Clair:Address ({address}) leads to the gRPC port "
                + "of a Clair v3"),
        };

        ScanException Failure(FailureKind kind, string meaning) =>
            new(kind, $"{meaning} ({error.StatusCode}: {(text.Length > MaxDetail ? text[..MaxDetail] + "…" : text)}).", error);
    }

    /// <summary>
    /// Whether Clair may still be storing what was posted, so that the same layer must not be posted again for a while: always,
    /// but where it said that it could not get hold of the layer.
    /// </summary>
    public static bool LeavesPostInDoubt(Exception error) =>
        error is not ScanException { Kind: FailureKind.LayerUnreachable or FailureKind.LayerUnreadable };
}
