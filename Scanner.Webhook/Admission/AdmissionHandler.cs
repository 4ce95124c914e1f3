using Microsoft.Extensions.Options;
using Scanner.Webhook.Reviews;

namespace Scanner.Webhook.Admission;

/// <summary>
/// Answers one admission request. Once its uid is known there is an answer, whatever throws, and it is written in time.
/// </summary>
internal sealed partial class AdmissionHandler(
    IImageReviewer reviewer,
    IDecisionFallback fallback,
    IOptions<AdmissionOptions> options,
    TimeProvider clock,
    ILogger<AdmissionHandler> logger)
{
    private readonly TimeSpan _margin = options.Value.Margin;

    public async Task HandleAsync(HttpContext context)
    {
        var left = context.RequestAborted;
        var timeout = ReadTimeout(context.Request);
        using var deadline = new AdmissionDeadline(timeout, AdmissionTimeout.MarginOf(timeout, _margin), clock, left);
        AdmissionReview review;
        try
        {
            review = await ReadAsync(context.Request, deadline);
        }
        catch (AdmissionReviewException unreadable)
        {
            LogUnreadable(unreadable.Status, unreadable.Message);
            await AdmissionEndpoints.RefuseAsync(context.Response, unreadable.Status, unreadable.Message);
            return;
        }
        // Nobody is left to answer: the connection broke while the body came.
        catch (Exception fault) when (fault is IOException || left.IsCancellationRequested)
        {
            return;
        }

        var decision = await DecideAsync(review, deadline);
        if (decision is null || left.IsCancellationRequested)
        {
            LogCallerLeft(review.Workload, review.Uid);
            return;
        }
        await AnswerAsync(context.Response, review, decision);
    }

    private TimeSpan ReadTimeout(HttpRequest request)
    {
        string? text = request.Query["timeout"];
        if (!AdmissionTimeout.TryRead(text, out var timeout)) LogTimeoutInvalid(AdmissionTimeout.Default);
        return timeout;
    }

    private static async ValueTask<AdmissionReview> ReadAsync(HttpRequest request, AdmissionDeadline deadline)
    {
        AdmissionContentType.Check(request.ContentType);
        try
        {
            using var body = await AdmissionBody.ReadAsync(request, deadline.Token);
            return AdmissionReviewReader.Read(body.Json);
        }
        catch (OperationCanceledException) when (deadline.HasPassed)
        {
            throw new AdmissionReviewException(
                StatusCodes.Status408RequestTimeout,
                "The body did not arrive within the request's timeout; raise timeoutSeconds.");
        }
    }

    /// <returns>Null where the caller left before there was a decision.</returns>
    private async ValueTask<Decision?> DecideAsync(AdmissionReview review, AdmissionDeadline deadline)
    {
        try
        {
            var scope = AdmissionScope.Of(review);
            if (scope.Decision is { } settled)
            {
                LogSettled(settled.Allowed, review, scope.Because);
                return settled;
            }

            var decision = await AskAsync(
                new ImageReview
                {
                    Uid = review.Uid,
                    Namespace = review.Namespace,
                    Workload = review.Workload,
                    Pods = scope.Pods,
                    Warnings = scope.Warnings,
                    Budget = deadline.Remaining,
                },
                deadline);
            if (decision is not null) LogDecision(decision, review);
            return decision;
        }
        catch (Exception fault)
        {
            LogFallbackFailed(fault, review.Workload, review.Uid);
            return AdmissionResponses.Errored();
        }
    }

    private async ValueTask<Decision?> AskAsync(ImageReview review, AdmissionDeadline deadline)
    {
        try
        {
            if (review.Budget == TimeSpan.Zero) return OutOfTime(review);
            // A reviewer that forgets the time is left behind, for the answer's sake.
            return await reviewer.ReviewAsync(review, deadline.Token).WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.Token.IsCancellationRequested)
        {
            return deadline.HasPassed ? OutOfTime(review) : null;
        }
        catch (Exception fault)
        {
            LogFault(fault, review.Workload, review.Uid);
            return fallback.Errored(review, fault);
        }
    }

    private Decision OutOfTime(ImageReview review)
    {
        LogOutOfTime(review.Workload, review.Uid, review.Budget);
        return fallback.Errored(review, exception: null);
    }

    private static async Task AnswerAsync(HttpResponse response, AdmissionReview review, Decision decision)
    {
        response.ContentType = AdmissionContentType.Json;
        response.ContentLength = AdmissionResponseWriter.Write(response.BodyWriter, review, decision);
        await response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted);
    }
}
