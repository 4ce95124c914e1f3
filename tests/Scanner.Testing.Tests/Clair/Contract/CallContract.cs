using Grpc.Core;

namespace Scanner.Testing.Tests.Clair.Contract;

/// <summary>What Clair answers to odd calls. Holds for the recorded Clair and for the stand-in alike.</summary>
public abstract class CallContract
{
    private const string Download = "clair error reason: 'failed to download layer blob.'";
    private const string Extract = "clair error reason: 'failed to extract files from layer blob.'";
    private const string Query = "clair error reason: 'failed to query the database.'";
    private const string Backend = "clair error reason: 'an error occurred when querying the backend'";
    private const string Unknown = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
    private const string NoLimit = "notification page limit should not be empty or less than 1";

    public static TheoryData<string> Accepted => new(
        "get-status", "post-format-lower", "post-format-aci", "post-empty-name", "get-generated-name", "post-no-layers",
        "get-no-layers", "post-204", "post-empty", "post-zeros", "post-redirect", "post-redirect-other", "post-redirect-relative",
        "post-wrong-digest", "post-hash-not-a-digest", "post-header-canon", "post-header-lower", "post-redirect-same-host-auth",
        "post-redirect-other-host-auth", "post-auth-registry-basic", "post-userinfo-url", "post-same-name-other-layers",
        "get-same-name-other-layers", "post-name-any-string", "get-name-any-string", "post-name-2000",
        "post-dup-hash-other-path");

    public static TheoryData<string> NotDownloaded => new(
        "post-unreachable", "post-bad-host", "post-401", "post-403", "post-404", "post-416", "post-429", "post-500", "post-503",
        "post-redirect-loop", "post-local-file-missing", "post-file-url", "post-upper-scheme", "post-auth-registry-none",
        "post-auth-registry-wrong", "post-tls-self-signed", "post-two-layers-one-bad");

    public static TheoryData<string> NotExtracted => new(
        "post-200", "post-corrupt", "post-truncated", "post-truncated-gz", "post-nontar", "post-nontar-gz", "post-html",
        "post-local-file");

    public static TheoryData<string, StatusCode, string> Refused => new()
    {
        { "get-unknown", StatusCode.NotFound, $"requested ancestry '{Unknown}' is not found" },
        { "get-empty-name", StatusCode.InvalidArgument, "ancestry name should not be empty" },
        { "unimplemented-method", StatusCode.Unimplemented, "unknown method NoSuch" },
        { "post-format-missing", StatusCode.InvalidArgument, "image blob format is not supported" },
        { "post-format-unknown", StatusCode.InvalidArgument, "image blob format is not supported" },
        { "post-layer-no-hash", StatusCode.InvalidArgument, "ancestry layer hash should not be empty" },
        { "post-layer-no-path", StatusCode.InvalidArgument, "ancestry layer path should not be empty" },
        { "post-layer-no-path-known", StatusCode.InvalidArgument, "ancestry layer path should not be empty" },
        { "get-name-4mb", StatusCode.ResourceExhausted, "grpc: received message larger than max (4194309 vs. 4194304)" },
        { "get-name-nul", StatusCode.Internal, Backend },
        { "post-name-nul", StatusCode.Internal, Query },
        { "post-hash-nul", StatusCode.Internal, Query },
        { "notification-empty", StatusCode.InvalidArgument, "notification name should not be empty" },
        { "notification-no-limit", StatusCode.InvalidArgument, NoLimit },
        { "notification-bad-limit", StatusCode.InvalidArgument, NoLimit },
        { "notification-unknown", StatusCode.NotFound, "requested notification 'x' is not found" },
        { "notification-mark-empty", StatusCode.InvalidArgument, "notification name should not be empty" },
        { "notification-mark-unknown", StatusCode.NotFound, "requested notification 'x' is not found" },
    };

    [Theory, MemberData(nameof(Accepted))]
    public void Call_ThatClairTakes_IsOk(string id) => Assert.Equal(new CallOutcome(StatusCode.OK, ""), OutcomeOf(id));

    [Theory, MemberData(nameof(NotDownloaded))]
    public void Post_LayerCannotBeDownloaded_IsInternalWithoutAReason(string id) =>
        Assert.Equal(new CallOutcome(StatusCode.Internal, Download), OutcomeOf(id));

    [Theory, MemberData(nameof(NotExtracted))]
    public void Post_LayerCannotBeRead_IsInternalWithoutAReason(string id) =>
        Assert.Equal(new CallOutcome(StatusCode.Internal, Extract), OutcomeOf(id));

    [Theory, MemberData(nameof(Refused))]
    public void Call_ThatClairRefuses_HasItsCodeAndText(string id, StatusCode code, string text) =>
        Assert.Equal(new CallOutcome(code, text), OutcomeOf(id));

    /// <summary>How the call recorded as <paramref name="id"/> ended.</summary>
    protected abstract CallOutcome OutcomeOf(string id);
}
