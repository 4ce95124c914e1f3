using Scanner.Webhook.Reviews;
using Scanner.Webhook.Workloads;

namespace Scanner.Webhook.Admission;

internal sealed partial class AdmissionHandler
{
    /// <summary>Characters of a denial that its log line repeats; the caller has the rest.</summary>
    private const int MaxReasonLength = 200;

    private void LogDecision(Decision decision, AdmissionReview review)
    {
        if (!decision.Allowed) LogDenied(review.Workload, review.Uid, Excerpt.Of(decision.Message ?? "", MaxReasonLength));
        else if (logger.IsEnabled(LogLevel.Debug)) LogAllowed(review.Workload, review.Uid);
    }

    private void LogSettled(bool allowed, AdmissionReview review, string? because)
    {
        if (!allowed) LogDenied(review.Workload, review.Uid, because ?? "");
        else if (logger.IsEnabled(LogLevel.Debug)) LogAllowedUnasked(review.Workload, review.Uid, because ?? "");
    }

    [LoggerMessage(LogLevel.Information, "Denied {Workload} (uid {Uid}): {Reason}")]
    private partial void LogDenied(string workload, string uid, string reason);

    [LoggerMessage(LogLevel.Debug, "Allowed {Workload} (uid {Uid})", SkipEnabledCheck = true)]
    private partial void LogAllowed(string workload, string uid);

    [LoggerMessage(LogLevel.Debug, "Allowed {Workload} (uid {Uid}) without asking, because {Reason}", SkipEnabledCheck = true)]
    private partial void LogAllowedUnasked(string workload, string uid, string reason);

    [LoggerMessage(LogLevel.Warning, "Answered a request that is no readable AdmissionReview with {Status}: {Reason}")]
    private partial void LogUnreadable(int status, string reason);

    [LoggerMessage(LogLevel.Warning, "A request's timeout is not a duration like 10s; used {Timeout} instead")]
    private partial void LogTimeoutInvalid(TimeSpan timeout);

    [LoggerMessage(LogLevel.Warning, "{Workload} (uid {Uid}) was not decided within {Budget}; the fallback decides")]
    private partial void LogOutOfTime(string workload, string uid, TimeSpan budget);

    [LoggerMessage(LogLevel.Error, "Deciding {Workload} (uid {Uid}) failed; the fallback decides")]
    private partial void LogFault(Exception exception, string workload, string uid);

    [LoggerMessage(LogLevel.Critical, "{Workload} (uid {Uid}) is denied by a fault of Scanner's own")]
    private partial void LogFallbackFailed(Exception exception, string workload, string uid);

    [LoggerMessage(LogLevel.Debug, "The caller left before {Workload} (uid {Uid}) was decided")]
    private partial void LogCallerLeft(string workload, string uid);
}
